/* packets.h -- what controller and connector say to each other: one packet a message, as wire.h writes them. */
#ifndef CONNECT_PACKETS_H
#define CONNECT_PACKETS_H

#include "wire.h"

enum packet {
	PACKET_OPEN = 'o',		/* target, password, options */
	PACKET_READY = 'r',		/* layers */
	PACKET_REFUSED = 'x',		/* status, why */
	PACKET_LIST = 'l',
	PACKET_LISTED = 'i',		/* one thing; then PACKET_DONE */
	PACKET_READ = 't',		/* schema, table, with the pipe's writing end */
	PACKET_DONE = 'd'		/* status, why */
};

#endif
