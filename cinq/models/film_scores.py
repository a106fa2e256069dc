"""One pass over the films for many people, bit-equal however the people are grouped.

A matrix product of BLAS sums in an order that depends on the shapes, so a person's scores would
change in their last bits with the batch they come in. Here every score is summed factor by factor
in float32, without reordering and without fused multiply-add: the same bits in any batch, for any
number of threads, and on any processor.
"""

import numpy as np
from numpy.typing import NDArray

from cinq.models.cache_lines import LINE_BYTES, from_a_line
from cinq.models.compiled import Compiled

FloatArray = NDArray[np.float32]

BLOCK = 4096
"""Films a block: with 64 factors the block stays in the second-level cache for all people."""

TOGETHER = 4
"""People who share what is read of a film, if there are as many."""

LINE = LINE_BYTES // 4
"""Floats of a cache line, and of a processor's widest vectors."""

PAGE = 1024
"""Floats after which addresses fall on the same lines of the first-level cache."""


def _add_products(weights: FloatArray, factors: FloatArray, sums: FloatArray) -> None:
    """Set one person's ``sums`` over the factors, sixteen of them a pass."""
    n_factors, n_films = factors.shape
    whole = n_factors - n_factors % 16
    for j in range(n_films):
        sums[j] = 0
    for i in range(0, whole, 16):
        some, rows = weights[i : i + 16], factors[i : i + 16]
        for j in range(n_films):
            total = sums[j]
            for k in range(16):  # a fixed number, so that films go into vectors
                total += some[k] * rows[k, j]
            sums[j] = total
    for i in range(whole, n_factors):
        weight, factor = weights[i], factors[i]
        for j in range(n_films):
            sums[j] += weight * factor[j]


def _add_products_of_fours(  # noqa: C901 - a compiled loop: loops for vectors
    weights: FloatArray, factors: FloatArray, sums: FloatArray
) -> None:
    """`_add_products` for people in fours, who share what is read of a film: in the same order.

    Eight factors a pass, by name: a loop over them would not go into vectors here.
    """
    n_people, n_factors = weights.shape
    n_films = factors.shape[1]
    whole = n_factors - n_factors % 8
    zero = np.float32(0)
    for start in range(0, n_films, BLOCK):
        stop = min(start + BLOCK, n_films)
        for p in range(0, n_people, 4):
            s1, s2 = sums[p, start:stop], sums[p + 1, start:stop]
            s3, s4 = sums[p + 2, start:stop], sums[p + 3, start:stop]
            if not whole:
                for j in range(stop - start):
                    s1[j], s2[j], s3[j], s4[j] = zero, zero, zero, zero
            for i in range(0, whole, 8):
                a1, b1, c1, d1, e1, f1, g1, h1 = weights[p, i : i + 8]
                a2, b2, c2, d2, e2, f2, g2, h2 = weights[p + 1, i : i + 8]
                a3, b3, c3, d3, e3, f3, g3, h3 = weights[p + 2, i : i + 8]
                a4, b4, c4, d4, e4, f4, g4, h4 = weights[p + 3, i : i + 8]
                fa, fb = factors[i, start:stop], factors[i + 1, start:stop]
                fc, fd = factors[i + 2, start:stop], factors[i + 3, start:stop]
                fe, ff = factors[i + 4, start:stop], factors[i + 5, start:stop]
                fg, fh = factors[i + 6, start:stop], factors[i + 7, start:stop]
                if i == 0:  # the same without reading the sums, which are not set yet
                    for j in range(stop - start):
                        a, b, c, d = fa[j], fb[j], fc[j], fd[j]
                        e, f, g, h = fe[j], ff[j], fg[j], fh[j]
                        half1 = (((zero + a1 * a) + b1 * b) + c1 * c) + d1 * d
                        half2 = (((zero + a2 * a) + b2 * b) + c2 * c) + d2 * d
                        half3 = (((zero + a3 * a) + b3 * b) + c3 * c) + d3 * d
                        half4 = (((zero + a4 * a) + b4 * b) + c4 * c) + d4 * d
                        s1[j] = (((half1 + e1 * e) + f1 * f) + g1 * g) + h1 * h
                        s2[j] = (((half2 + e2 * e) + f2 * f) + g2 * g) + h2 * h
                        s3[j] = (((half3 + e3 * e) + f3 * f) + g3 * g) + h3 * h
                        s4[j] = (((half4 + e4 * e) + f4 * f) + g4 * g) + h4 * h
                else:
                    for j in range(stop - start):
                        a, b, c, d = fa[j], fb[j], fc[j], fd[j]
                        e, f, g, h = fe[j], ff[j], fg[j], fh[j]
                        half1 = (((s1[j] + a1 * a) + b1 * b) + c1 * c) + d1 * d
                        half2 = (((s2[j] + a2 * a) + b2 * b) + c2 * c) + d2 * d
                        half3 = (((s3[j] + a3 * a) + b3 * b) + c3 * c) + d3 * d
                        half4 = (((s4[j] + a4 * a) + b4 * b) + c4 * c) + d4 * d
                        s1[j] = (((half1 + e1 * e) + f1 * f) + g1 * g) + h1 * h
                        s2[j] = (((half2 + e2 * e) + f2 * f) + g2 * g) + h2 * h
                        s3[j] = (((half3 + e3 * e) + f3 * f) + g3 * g) + h3 * h
                        s4[j] = (((half4 + e4 * e) + f4 * f) + g4 * g) + h4 * h
            for i in range(whole, n_factors):
                factor = factors[i, start:stop]
                for person in range(p, p + 4):
                    weight, row = weights[person, i], sums[person, start:stop]
                    for j in range(stop - start):
                        row[j] += weight * factor[j]


_VECTOR, _MATRIX = (f"Array(float32, {n}, 'C', readonly=True)" for n in (1, 2))

add_products = Compiled(f"void({_VECTOR}, {_MATRIX}, float32[::1])", _add_products)
add_products_of_fours = Compiled(
    f"void({_MATRIX}, {_MATRIX}, float32[:, ::1])", _add_products_of_fours
)


def n_columns(n_films: int) -> int:
    """Columns with which every factor begins a cache line, up to 127 more than films.

    Factors of columns near a multiple of 1,024 would drive each other out of the first-level cache.
    """
    columns = -(-n_films // LINE) * LINE
    while not 4 * LINE <= columns % PAGE <= PAGE - 4 * LINE:
        columns += LINE
    return columns


def padded(factors: FloatArray) -> FloatArray:
    """A copy with columns of zeros at the end, on which `weighted_sums` takes a tenth less time.

    Parameters
    ----------
    factors
        Shape (n_factors, n_films), float32.

    Returns
    -------
    numpy.ndarray
        Shape (n_factors, n_columns(n_films)), float32, C-contiguous, read-only.
    """
    n_factors, n_films = factors.shape
    wide = from_a_line(n_factors, n_columns(n_films), np.float32)
    wide[:, :n_films] = factors
    wide[:, n_films:] = 0
    wide.flags.writeable = False
    return wide


def weighted_sums(weights: FloatArray, factors: FloatArray) -> FloatArray:
    """Sums of factors by person and film.

    Parameters
    ----------
    weights
        Shape (n_people, n_factors), float32, C-contiguous: each person in the model's space.
    factors
        Shape (n_factors, n_films), float32, C-contiguous: one film a column. See `padded`.

    Returns
    -------
    numpy.ndarray
        Shape (n_people, n_films), float32. Cost: n_people · n_factors · n_films multiply-adds;
        two or three people over cost as much as four.
    """
    n_people, n_factors = weights.shape
    alone = n_people % TOGETHER == 1
    in_fours = n_people - 1 if alone else -(-n_people // TOGETHER) * TOGETHER
    sums = from_a_line(in_fours + alone, factors.shape[1], np.float32)
    if in_fours:
        filled = np.zeros((in_fours, n_factors), weights.dtype)  # with nobody, to the next four
        filled[: min(n_people, in_fours)] = weights[:in_fours]
        add_products_of_fours(filled, factors, sums[:in_fours])
    if alone:
        add_products(weights[-1], factors, sums[-1])
    return sums[:n_people]
