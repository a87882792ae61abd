/* kernel_tier.h - the kernel for one instruction set; see kernel.c. */
#include "ddmath.h"
#include "kernel_body.h"
#include "kernel_near.h"
#include "kernel_rows.h"
#include "kernel_softmax.h"
#include "kernel_few.h"

STEP static void
run(const struct plan *pl, size_t n, const double *x,
    const double *y, const struct focal_out *out)
{
	struct block b;

	if (pl->spec->mode != &focal_multiclass) {
		sigmoids(pl, &b, n * pl->c, x, y, out);
	} else if (pl->probs || pl->c == 2) {
		single(pl, &b, n, x, y, out);
	} else {
		struct row r;
		struct cells e;

		if (pl->c <= FEW && !pl->hess)
			few_classes(pl, &b, &r, &e, n, x, y, out);
		else
			softmax(pl, &b, &r, &e, n, x, y, out);
	}
}
