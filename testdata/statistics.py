#!/usr/bin/env python3
"""Write ranks.txt and comparisons.txt, which quantile_test.c and compare_test.c
read.

    python3 testdata/statistics.py          needs numpy and mpmath; tests do not

Quantiles are NumPy's.  All else is worked out here, in fractions or with
mpmath, by the formulas of lib/focalloss.h and lib/compare.c and none of their
code; only the random numbers are the same.
"""
import math
import os
from fractions import Fraction

import numpy
from mpmath import mp, mpf, sqrt

mp.dps = 60
MASK = 2**64 - 1
HERE = os.path.dirname(os.path.abspath(__file__))
REPLICATES, HALVES = 9999, 8191


def random_at(key, i):
    z = (key + (i + 1) * 0x9e3779b97f4a7c15) & MASK
    z = ((z ^ z >> 30) * 0xbf58476d1ce4e5b9) & MASK
    z = ((z ^ z >> 27) * 0x94d049bb133111eb) & MASK
    return z ^ z >> 31


def uniform(key, i):
    return (random_at(key, i) >> 11) * 2.0**-53


def heavy(key, i):
    u = uniform(key, i)
    return (u * u) * (u * u)


def ties(key, i):
    return float(random_at(key, i) >> 61)


def wide(key, i):
    return math.ldexp(uniform(key, i), (random_at(key, i) & 0xff) - 200)


KINDS = {'heavy': heavy, 'ties': ties, 'wide': wide}


def weights(key, n):
    return [(random_at(key + 1, i) >> 60) * 0.1 for i in range(n)]


def share(x, percent):
    x = sorted(map(Fraction, x), reverse=True)
    count = len(x) * percent / 100
    whole = math.floor(count)
    top = sum(x[:whole])
    if whole < len(x):
        top += Fraction(count - whole) * x[whole]
    return float(top / sum(x)) if sum(x) else math.nan


def weighted(x, w, percent):
    pairs = sorted((Fraction(a), Fraction(b)) for a, b in zip(x, w) if b > 0)
    if not pairs:
        return math.nan, math.nan
    q = Fraction(percent / 100)
    all_weight = sum(b for _, b in pairs)
    below = 0
    for a, b in pairs:
        below += b
        if below >= q * all_weight:
            break
    quantile = float(a)
    left, top = q * all_weight, 0
    for a, b in reversed(pairs):
        top += a * min(left, b)
        left -= min(left, b)
    total = sum(a * b for a, b in pairs)
    return quantile, float(top / total) if total else math.nan


def write_ranks():
    with open(os.path.join(HERE, 'ranks.txt'), 'w') as f:
        print('''# Quantiles and shares.
# Made by testdata/statistics.py; read by lib/quantile_test.c.
#
# KIND N KEY PERCENT QUANTILE SHARE, and with weights, QUANTILE SHARE''', file=f)
        key = 0
        for kind, make in KINDS.items():
            for n in (1, 2, 3, 10, 24, 25, 100, 1000, 5000):
                key += 10
                x = [make(key, i) for i in range(n)]
                w = weights(key, n)
                for percent in (0, 0.1, 1, 12.5, 25, 50, 90, 99.9, 100,
                                100 * uniform(key, n)):
                    row = [float(numpy.percentile(x, percent)),
                           share(x, percent), *weighted(x, w, percent)]
                    print(kind, n, key, float(percent).hex(),
                          *(v.hex() for v in row), file=f)


def ordered(values, h):
    """Number h from 1; between two of them, linear."""
    values = sorted(values)
    k = math.floor(h)
    a = values[k - 1]
    return a + (h - k) * (values[k] - a) if h > k else a


def moments(x, w):
    """Mean difference and standard error of differences with weights."""
    n, weight = len(x), sum(w)
    delta = sum(a * b for a, b in zip(x, w)) / weight
    v = sum((b * (a - delta))**2 for a, b in zip(x, w))
    return delta, v, weight, n


def halves(n):
    """All sums, modulo 2, of 13 sets of pairs; pair k < 13 is in set k alone."""
    sets = []
    for step in range(13):
        key = random_at(1, 2 * step + 1)
        sets.append([step == k if k < 13 else
                     random_at(key, k - k % 64) >> k % 64 & 1
                     for k in range(n)])
    for i in range(1, HALVES + 1):
        chosen = [sets[step] for step in range(13) if i >> step & 1]
        yield [k for k in range(n) if sum(s[k] for s in chosen) % 2]


def interval(d, w, ci):
    delta, v, weight, n = moments([mpf(a) for a in d], [mpf(b) for b in w])
    se = sqrt(v * n / (n - 1)) / weight
    sign = -1 if delta < 0 else 1
    pairs = sorted(((sign * a, b) for a, b in zip(d, w)),
                   key=lambda p: (abs(p[0]), p))
    e = [float((mpf(a) - sign * delta) / se) for a, _ in pairs]
    w = [float(b * n / weight) for _, b in pairs]
    t, half = [], []
    for i in range(REPLICATES):
        key = random_at(1, 2 * i)
        index = []
        for k in range(n // 2):
            r = random_at(key, k)
            index += [(r >> 32) * n >> 32, (r & 0xffffffff) * n >> 32]
        if n % 2:
            index.append((random_at(key, n) >> 32) * n >> 32)
        x, y = [e[k] for k in index], [w[k] for k in index]
        mean, v, weight, _ = moments(x, y)
        if len(set(x)) == 1:
            t.append(math.copysign(math.inf, mean))
        else:
            t.append(mean * weight / math.sqrt(v * n / (n - 1)))
    for index in halves(n):
        if index:
            half.append(moments([e[k] for k in index],
                                [w[k] for k in index])[0])
    h = (HALVES + 1) * (100 - ci) / 200
    none = HALVES - len(half)
    low = ordered([-math.inf] * none + half, h)
    high = ordered(half + [math.inf] * none, HALVES + 1 - h)
    h = (REPLICATES + 1) * (100 - ci) / 200
    low = min(low, -ordered(t, REPLICATES + 1 - h))
    high = max(high, -ordered(t, h))
    if sign < 0:
        low, high = -high, -low
    low, high = delta + se * low, delta + se * high
    reach = se * ordered(map(abs, t), REPLICATES + 1 - 2 * h)
    if low <= 0:
        low = min(low, delta - reach)
    if high >= 0:
        high = max(high, delta + reach)
    return float(delta), float(se), float(low), float(high)


def write_comparisons():
    with open(os.path.join(HERE, 'comparisons.txt'), 'w') as f:
        print('''# Comparisons.
# Made by testdata/statistics.py; read by lib/compare_test.c.
#
# KIND N KEY WEIGHTED CI DELTA SE LO HI of losses (KEY) and baseline (KEY + 2)''',
              file=f)
        key = 1000
        for kind, n, ci in (('heavy', 6, 95), ('heavy', 7, 90),
                            ('heavy', 25, 95), ('heavy', 64, 99),
                            ('heavy', 130, 95), ('ties', 40, 95),
                            ('ties', 33, 80), ('wide', 50, 95)):
            for weighs in (0, 1):
                key += 10
                make = KINDS[kind]
                d = [make(key, i) - make(key + 2, i) for i in range(n)]
                w = weights(key, n) if weighs else [1.0] * n
                d, w = zip(*((a, b) for a, b in zip(d, w) if b > 0))
                print(kind, n, key, weighs, ci,
                      *(v.hex() for v in interval(d, w, ci)), file=f)


write_ranks()
write_comparisons()
