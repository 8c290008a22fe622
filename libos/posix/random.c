// SPDX-License-Identifier: MIT
// getrandom(): ChaCha20 with fast key erasure, seeded by the host (boot block) and the CPU.
//
// The generator's key is replaced, by output that nobody else sees, each time it was used: who reads memory later
// learns nothing about earlier bytes.
#include "base/plat.h"
#include "posix/chacha.h"
#include "posix/posix.h"
#include "uk/abi.h"

static struct {
    uint8_t key[32];
    bool asked, seeded;
} generator;

static const uint8_t nonce[12];

// Replaces the key by a block's first half; the second half goes out.
static void turn(uint8_t out[32])
{
    uint8_t block[64];
    chacha20_block(generator.key, 0, nonce, block);
    memcpy(generator.key, block, 32);
    memcpy(out, block + 32, 32);
    memset(block, 0, sizeof block);
    __asm__ volatile("" : : "r"(block) : "memory"); // the clearing is not left out
}

static void absorb(const uint8_t *bytes, size_t n)
{
    uint8_t unused[32];
    for (size_t i = 0; i < n; i++)
        generator.key[i % 32] ^= bytes[i];
    turn(unused);
    generator.seeded = true;
}

static void seed(void)
{
    const void *cursor = NULL;
    uint32_t length;
    uint8_t cpu[32];
    const uint8_t *host = boot_record(UK_BOOT_SEED, &cursor, &length);
    if (host && length >= 16)
        absorb(host, length < 32 ? length : 32);
    if (plat_entropy(cpu, sizeof cpu))
        absorb(cpu, sizeof cpu);
    memset(cpu, 0, sizeof cpu);
    generator.asked = true;
    if (!generator.seeded)
        log_line("no random numbers: the host passed no seed and the CPU has no RDRAND");
}

// A key for one request. false: there is no seed.
static bool new_key(uint8_t key[32])
{
    preempt_disable();
    if (!generator.asked)
        seed();
    if (generator.seeded)
        turn(key);
    preempt_enable();
    return generator.seeded;
}

long uk_getrandom(void *to, size_t n, unsigned flags)
{
    uint8_t key[32], block[64];
    if (flags & ~(unsigned)(UK_GRND_NONBLOCK | UK_GRND_RANDOM))
        return -UK_EINVAL;
    if (!new_key(key))
        return -UK_EIO;
    size_t most = n < (1ul << 30) ? n : 1ul << 30; // far from the counter's end
    for (size_t done = 0; done < most; done += sizeof block) {
        size_t part = most - done < sizeof block ? most - done : sizeof block;
        chacha20_block(key, (uint32_t)(done / sizeof block), nonce, block);
        memcpy((char *)to + done, block, part);
    }
    memset(key, 0, sizeof key);
    memset(block, 0, sizeof block);
    __asm__ volatile("" : : "r"(key), "r"(block) : "memory");
    return (long)most;
}
