/*
 * clamp.c - what eps does to the probability of a class: a row each.  Built as
 * form.c, which calls it.
 */
#include "form.h"

static void
put_probability(struct focal_point *u, struct sdd p)
{
	u->p = jet_constant(p);
	u->q = jet_constant(real_sub(real_one, p));
	u->l = jet_constant(real_minus_log(p));
}

static void
clip(struct focal_point *u, const struct focal_bounds *b)
{
	if (real_less(u->p.v, b->low))
		put_probability(u, b->low);
	else if (real_less(b->high, u->p.v))
		put_probability(u, b->high);
}

static void
raise(struct focal_point *u, const struct focal_bounds *b)
{
	if (real_less(u->p.v, b->floor)) {
		u->p = jet_constant(b->floor);
		u->l = jet_constant(real_minus_log(b->floor));
	}
	if (real_less(u->q.v, b->floor))
		u->q = jet_constant(b->floor);
}

static void
add(struct focal_point *u, const struct focal_bounds *b)
{
	u->p.v = real_add(u->p.v, b->shift);
	u->q.v = real_sub(u->q.v, b->shift);
	if (u->q.v.h < 0)
		u->q = jet_zero;
	if (u->p.v.h > 0) {
		u->l = jet_minus_log(u->p);
	} else {
		u->p.v = nothing;
		u->l.v = real_infinity();
	}
}

static void
clip_and_add(struct focal_point *u, const struct focal_bounds *b)
{
	clip(u, b);
	add(u, b);
}

const struct focal_clamp focal_clip = { "clip", "p in [eps, 1-eps]", clip };
const struct focal_clamp focal_max = { "max",
	"max(p, eps) and max(1-p, eps), each by itself", raise };
const struct focal_clamp focal_add = { "add", "p + eps", add };
const struct focal_clamp focal_clip_add = { "clip-add",
	"p in [eps, 1-eps], then p + eps", clip_and_add };
const struct focal_clamp *const focal_clamps[] = { &focal_clip, &focal_max,
	&focal_add, &focal_clip_add, NULL };
