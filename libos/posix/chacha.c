// SPDX-License-Identifier: MIT
// The ChaCha20 block function, RFC 8439, 2.1 to 2.3.
#include "base/base.h"
#include "posix/chacha.h"

static uint32_t rotate(uint32_t x, unsigned bits)
{
    return x << bits | x >> (32 - bits);
}

static void quarter_round(uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d)
{
    *a += *b, *d = rotate(*d ^ *a, 16);
    *c += *d, *b = rotate(*b ^ *c, 12);
    *a += *b, *d = rotate(*d ^ *a, 8);
    *c += *d, *b = rotate(*b ^ *c, 7);
}

void chacha20_block(const uint8_t key[32], uint32_t counter, const uint8_t nonce[12], uint8_t out[64])
{
    uint32_t in[16], x[16];
    memcpy(in, "expand 32-byte k", 16); // little-endian, as the machine
    memcpy(in + 4, key, 32);
    in[12] = counter;
    memcpy(in + 13, nonce, 12);
    memcpy(x, in, sizeof x);
    for (int i = 0; i < 10; i++) {
        for (int c = 0; c < 4; c++) // columns
            quarter_round(&x[c], &x[4 + c], &x[8 + c], &x[12 + c]);
        for (int c = 0; c < 4; c++) // diagonals
            quarter_round(&x[c], &x[4 + (c + 1) % 4], &x[8 + (c + 2) % 4], &x[12 + (c + 3) % 4]);
    }
    for (int i = 0; i < 16; i++)
        x[i] += in[i];
    memcpy(out, x, sizeof x);
}
