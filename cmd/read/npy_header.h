/* npy_header.h - what a .npy file says of the array in it. */
#ifndef NPY_HEADER_H
#define NPY_HEADER_H

#include "reader.h"

#define NPY_MAGIC "\x93NUMPY"

/* What the dictionary of the header says. */
struct npy_header {
	char descr[24];		/* "V" for a structured type */
	bool fortran;
	uint64_t shape[2];	/* of the first two dimensions, 1 for none */
	size_t dims;
};

/* Take it out of the window of r: 0, or -1 with the reason noted. */
int npy_header(struct reader *r, struct npy_header *h);

/* Are so many bytes in the window?  They may have to be read: 1, 0, -1. */
int npy_have(struct reader *r, uint64_t n);

static inline struct place
npy_file(const struct reader *r)
{
	return (struct place){ r->src.name, 0, 0 };
}

#endif
