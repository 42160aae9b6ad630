/* imei.c -- IMEI of mobile equipment: fifteen digits by Luhn; American Express reads alike, so it needs a label. */
#include "propose.h"

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct digit_run own;
	const struct digit_run *run = probe_run(at, &own);
	struct candidate *c;
	enum dc_status st;

	if (run == NULL)
		return DC_OK;
	if (run->n != 15 || !at->labelled || !check_luhn(run->digit, 15) || check_all_equal(run->digit, 15))
		return DC_OK;
	st = add_run(self, run, out, &c);
	if (st != DC_OK)
		return st;
	c->checked = true;
	candidate_weigh(c, DC_E_form_weak, -2.0f);
	candidate_weigh(c, DC_E_check_digit, 2.0f);
	return DC_OK;
}

const struct detector detector_imei = {
	.kind = {
		.id = "imei",
		.category = "online.device_id",
		.ja = "端末識別番号(IMEI)", .en = "IMEI",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "IMEI: 490154203237518", "端末 IMEI 35-209900-176148-1", NULL },
		.decoys = (const char *const[]){ "490154203237518", "IMEI 490154203237519", NULL },
		.near = (const char *const[]){ "IMEI", "端末識別番号", "device id", NULL },
		.columns = (const char *const[]){ "imei", "imeino", "deviceid", "端末ID", NULL },
		.sources = "3GPP TS 23.003, 6.2",
	},
	.triggers = ON_DIGITS | ON_CELL,
	.labelled_shapes = (const char *const[]){ "15", "2-6-6-1", NULL },
	.propose = propose,
};
