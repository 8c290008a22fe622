// SPDX-License-Identifier: MIT
// The ChaCha20 block function: private to the room and its tests.
#ifndef POSIX_CHACHA_H
#define POSIX_CHACHA_H

#include <stdint.h>

// One block of 64 bytes for key (32 bytes), counter and nonce (12 bytes): RFC 8439, 2.3.
void chacha20_block(const uint8_t key[32], uint32_t counter, const uint8_t nonce[12], uint8_t out[64]);

#endif
