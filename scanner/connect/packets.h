/* packets.h -- what controller and connector say to each other: one packet a message, as wire.h writes them. */
#ifndef CONNECT_PACKETS_H
#define CONNECT_PACKETS_H

#include "connect.h"
#include "wire.h"

enum packet {
	PACKET_OPEN = 'o',		/* target, password, options */
	PACKET_READY = 'r',		/* layers */
	PACKET_REFUSED = 'x',		/* status, why */
	PACKET_LIST = 'l',
	PACKET_LISTED = 'i',		/* one thing; then PACKET_DONE */
	PACKET_READ = 't',		/* schema, table, with the pipe's writing end */
	PACKET_DONE = 'd',		/* status, why */
	/* of shares (share.h) */
	PACKET_FOLDER = 'f',		/* folder, name to go on after; then PACKET_ENTRY, PACKET_DONE */
	PACKET_ENTRY = 'e',		/* one entry of it */
	PACKET_FETCH = 'g',		/* path, most bytes, with the file to write to; then PACKET_DONE */
	PACKET_LOST = 'L'		/* why: the session is lost, and the process ends */
};

/* With a descriptor (-1: none). False: the other side is gone. */
bool packet_send(int socket, const struct wire_out *o, int fd);
/* Waits for a packet into WIRE_MOST bytes of room. DC_END: none came in time; DC_ECANCEL: stopped; DC_EIO: the other side ended. */
enum dc_status packet_receive(int socket, uint8_t *room, const atomic_int *stop, int wait_ms, struct wire_in *in, struct dc_error *err);
/* The next one, however long it takes, with the descriptor that came along (-1: none). Returns what it is, an enum packet, and in
 * stands behind that; 0: the other side ended; negative: the socket failed. */
int packet_take(int socket, uint8_t *room, struct wire_in *in, int *fd);
/* A place as strings of a packet, and back. False: it lies, or memory is out. */
void packet_place(struct wire_out *o, const struct connect_place *p);
bool packet_take_place(struct wire_in *in, struct connect_place *out);
/* A file that its owner alone can read -> text, NUL-terminated; the caller wipes it. DC_EUSAGE: it is not so. */
enum dc_status packet_secret(const char *file, char *out, size_t cap, struct dc_error *err);

#endif
