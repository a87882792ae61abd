/* contribution.h - what a sample's loss adds to the reductions of the table. */
#ifndef CONTRIBUTION_H
#define CONTRIBUTION_H

#include "chalk.h"

/* Where all that a sample adds is summed up: one loss more of it. */
void contribution_add(const struct chalk *b, struct focal_sum *own,
    double loss);

/* A line for each reduction.  name: of that loss; own: all that it adds. */
void contribution_write(struct chalk *b, const char *name, double loss,
    const struct focal_sum *own);

#endif
