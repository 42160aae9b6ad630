/* blob.c -- the dictionary and the models, included as they stand in model/ (the assembler is given that folder). */
#include "blob.h"

#define INCLUDED(name, file)				\
	__asm__(".section .rodata\n"			\
		".balign 64\n"				\
		".globl " #name "\n"			\
		".hidden " #name "\n"			\
		#name ":\n"				\
		".incbin \"" file "\"\n"		\
		".globl " #name "_end\n"		\
		".hidden " #name "_end\n"		\
		#name "_end:\n"				\
		".byte 0\n"				\
		".previous\n")

INCLUDED(lexicon_blob, "lexicon.bin");
INCLUDED(name_ja_model, "names_ja.bin");
INCLUDED(names_west_model, "names_west.bin");
