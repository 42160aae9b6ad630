/* wire.c -- numbers and strings to a packet and back. */
#include "wire.h"

#include "daicho/log.h"

void wire_string(struct wire_out *o, const char *s, bool tail)
{
	size_t n = s == NULL ? 0 : strlen(s);

	if (n > WIRE_STRING_MOST && tail) {
		s += n - WIRE_STRING_MOST;
		n = WIRE_STRING_MOST;
		while (n != 0 && ((uint8_t)*s & 0xc0) == 0x80) {
			s++;
			n--;
		}
	} else if (n > WIRE_STRING_MOST) {
		n = WIRE_STRING_MOST;
		while (n != 0 && ((uint8_t)s[n] & 0xc0) == 0x80)
			n--;
	}
	wire_u16(o, (uint16_t)n);
	wire_bytes(o, s, n);
	wire_u8(o, 0);
}

struct dc_span wire_get_bytes(struct wire_in *i, size_t most)
{
	size_t n = wire_get_u16(i);
	struct dc_span s = { (const uint8_t *)"", 0 };

	if (i->bad || n > most || n >= i->n - i->at || i->p[i->at + n] != 0) {
		i->bad = true;
		return s;
	}
	s = (struct dc_span){ i->p + i->at, n };
	i->at += n + 1;
	return s;
}

const char *wire_get_string(struct wire_in *i)
{
	struct dc_span s = wire_get_bytes(i, WIRE_STRING_MOST);

	if (!i->bad && (memchr(s.p, 0, s.n) != NULL || !dc_utf8_valid(s)))
		i->bad = true;
	return i->bad ? "" : (const char *)s.p;
}

void wire_config_put(struct wire_out *o, const struct wire_config *c)
{
	wire_u8(o, WIRE_CONFIG);
	wire_u8(o, (uint8_t)c->profile);
	wire_u8(o, c->unsafe_no_sandbox);
	wire_u32(o, (uint32_t)c->today);
	wire_bytes(o, &c->budget, sizeof c->budget);
	wire_string(o, c->kinds_file, false);
	wire_string(o, c->test_fault, false);
}

void wire_config_get(struct wire_in *i, struct wire_config *c)
{
	c->profile = wire_get_u8(i) == DC_PROFILE_FAST ? DC_PROFILE_FAST : DC_PROFILE_THOROUGH;
	c->unsafe_no_sandbox = wire_get_u8(i) != 0;
	c->today = (int)wire_get_u32(i);
	wire_take(i, &c->budget, sizeof c->budget);
	c->kinds_file = (const char *)wire_get_bytes(i, WIRE_STRING_MOST).p;	/* a path: any bytes */
	c->test_fault = (const char *)wire_get_bytes(i, WIRE_STRING_MOST).p;
}
