#!/usr/bin/env python3
"""Compare two files of binary logits as --baseline does, from the cells on.

    python3 testdata/baseline.py MAIN NEW [GROUP]      needs mpmath; tests do not

Prints n, mean, base, delta, delta_lo and delta_hi for each value of a column.
Losses are the focal loss with gamma 2 in double, the rest is worked out by the
formulas at the top of lib/compare.c and none of its code; only the random
numbers are the same.  cmd/baseline_test.c has what it printed.
"""
import csv
import math
import sys

from mpmath import betainc, findroot, mp, mpf

MASK = 2**64 - 1
REPLICATES, HALVES, MOST, CI = 9999, 8191, 10000, 95
mp.dps = 30


def random_at(key, i):
    z = (key + (i + 1) * 0x9e3779b97f4a7c15) & MASK
    z = ((z ^ z >> 30) * 0xbf58476d1ce4e5b9) & MASK
    z = ((z ^ z >> 27) * 0x94d049bb133111eb) & MASK
    return z ^ z >> 31


def read(path):
    with open(path) as f:
        return {row['id']: row for row in csv.DictReader(f)}


def loss(row):
    z = float(row['logit'])
    z = z if row['label'] == '1' else -z
    ce = math.log1p(math.exp(-z)) if z > 0 else math.log1p(math.exp(z)) - z
    return ce / (1 + math.exp(z))**2


def ordered(x, h):
    """Number h from 1, between two of them linear."""
    k = math.floor(h)
    return x[k - 1] + (h - k) * (x[k] - x[k - 1]) if h > k else x[k - 1]


def again(n, i):
    key = random_at(1, 2 * i)
    index = []
    for k in range(n // 2):
        r = random_at(key, k)
        index += [(r >> 32) * n >> 32, (r & 0xffffffff) * n >> 32]
    return index + [(random_at(key, n) >> 32) * n >> 32] * (n % 2)


def halves(n):
    """All sums, modulo 2, of 13 sets of pairs; pair k < 13 is in set k alone."""
    sets = []
    for step in range(13):
        key = random_at(1, 2 * step + 1)
        sets.append(sum(1 << k for k in range(n) if (step == k if k < 13 else
                        random_at(key, k - k % 64) >> k % 64 & 1)))
    for i in range(1, HALVES + 1):
        drawn = 0
        for step in range(13):
            drawn ^= sets[step] if i >> step & 1 else 0
        yield [k for k in range(n) if drawn >> k & 1]


def student(n, tail):
    """What the t of n - 1 degrees of freedom leaves above."""
    nu = mpf(n - 1)
    return float(findroot(lambda t: betainc(
        nu / 2, mpf(1) / 2, 0, nu / (nu + t * t), regularized=True) / 2 -
        tail, 1.96))


def interval(d):
    n = len(d)
    delta = math.fsum(d) / n
    se = math.sqrt(math.fsum((x - delta)**2 for x in d) / (n - 1) / n)
    tail = (100 - CI) / 200
    if n > MOST:
        t = student(n, tail) * se
        return delta, delta - t, delta + t
    # pairs are numbered as they stand when delta is made positive
    sign = -1 if delta < 0 else 1
    d = sorted((sign * x for x in d), key=lambda x: (abs(x), x))
    t, part = [], []
    for i in range(REPLICATES):
        x = [d[k] for k in again(n, i)]
        mean = math.fsum(x) / n
        error = math.sqrt(math.fsum((a - mean)**2 for a in x) / (n - 1) / n)
        t.append((mean - sign * delta) / error)
    for drawn in halves(n):
        x = [d[k] for k in drawn]
        part.append((math.fsum(x) / len(x) - sign * delta) / se)
    t.sort()
    part.sort()
    h, k = (REPLICATES + 1) * tail, (HALVES + 1) * tail
    low = min(ordered(part, k), -ordered(t, REPLICATES + 1 - h))
    high = max(ordered(part, HALVES + 1 - k), -ordered(t, h))
    low, high = (-high, -low) if sign < 0 else (low, high)
    low, high = delta + se * low, delta + se * high
    reach = se * ordered(sorted(map(abs, t)), REPLICATES + 1 - 2 * h)
    low = min(low, delta - reach) if low <= 0 else low
    high = max(high, delta + reach) if high >= 0 else high
    return delta, low, high


def main():
    base, new = read(sys.argv[1]), read(sys.argv[2])
    group = sys.argv[3] if len(sys.argv) > 3 else None
    values = sorted({row[group] for row in new.values()}) if group else [None]
    for value in values:
        rows = [r for r in new.values() if not group or r[group] == value]
        mine = [loss(r) for r in rows]
        its = [loss(base[r['id']]) for r in rows]
        print(value or '', len(rows), math.fsum(mine) / len(rows),
              math.fsum(its) / len(rows),
              *interval([a - b for a, b in zip(mine, its)]))


main()
