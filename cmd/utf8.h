/* utf8.h - is this UTF-8? */
#ifndef UTF8_H
#define UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The length of the good UTF-8 sequence at s[0..n), n > 0, and its code point;
 * 0 if there is none: overlong, a surrogate, beyond U+10FFFF, or cut.
 */
size_t utf8_length(const char *s, size_t n, uint32_t *code);

/* Would a terminal obey it?  Controls, line ends, marks that turn a line round. */
bool utf8_control(uint32_t code);

#endif
