// SPDX-License-Identifier: MIT
// What drivers and users of network devices do with a frame.
#include "base/base.h"
#include "base/netdev.h"

void netbuf_init(struct netbuf *b, void *memory, size_t size, size_t headroom)
{
    memset(b, 0, sizeof *b);
    b->start = memory;
    b->end = b->start + size;
    b->data = b->start + headroom;
}

size_t netbuf_size(const struct netbuf *b)
{
    size_t size = 0;
    for (; b; b = b->part)
        size += b->size;
    return size;
}

bool netbuf_copy_out(const struct netbuf *b, size_t at, void *to, size_t size)
{
    char *bytes = to;
    for (; b && at >= b->size; b = b->part)
        at -= b->size;
    for (; b && size > 0; b = b->part, at = 0) {
        size_t n = b->size - at < size ? b->size - at : size;
        memcpy(bytes, b->data + at, n);
        bytes += n;
        size -= n;
    }
    return size == 0;
}

// The Internet checksum (RFC 1071), in pieces of any size: odd says whether the next byte is the low one of its pair.
static uint64_t add(uint64_t sum, const uint8_t *bytes, size_t size, bool *odd)
{
    for (; size > 0 && *odd; size--, *odd = false)
        sum += *bytes++;
    for (; size > 1; size -= 2, bytes += 2)
        sum += (unsigned)bytes[0] << 8 | bytes[1];
    if (size) {
        sum += (unsigned)*bytes << 8;
        *odd = true;
    }
    return sum;
}

static uint16_t fold(uint64_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}

static uint8_t *byte_at(struct netbuf *b, size_t at)
{
    for (; b && at >= b->size; b = b->part)
        at -= b->size;
    return b ? b->data + at : NULL;
}

bool netbuf_fill_checksum(struct netbuf *b)
{
    size_t start = b->csum_start, at = start + b->csum_offset;
    uint8_t *high = byte_at(b, at), *low = byte_at(b, at + 1);
    if (!high || low != high + 1)
        return false;
    uint64_t sum = 0;
    bool odd = false;
    const struct netbuf *p = b;
    for (; start >= p->size; p = p->part)
        start -= p->size;
    for (; p; p = p->part, start = 0)
        sum = add(sum, p->data + start, p->size - start, &odd);
    uint16_t value = fold(sum);
    value = value ? value : 0xffff; // 0 would say that a UDP datagram has none (RFC 768)
    *high = (uint8_t)(value >> 8);
    *low = (uint8_t)value;
    b->flags &= (uint16_t)~NETBUF_CSUM_PARTIAL;
    return true;
}

#define ETHERNET 14 // bytes of header

// Where the transport's header begins, and its protocol; 0: not TCP or UDP of a kind that we know.
static unsigned find_transport(const struct netbuf *b, uint8_t *protocol)
{
    uint8_t head[ETHERNET + 20];
    if (!netbuf_copy_out(b, 0, head, sizeof head))
        return 0;
    const uint8_t *ip = head + ETHERNET;
    unsigned type = (unsigned)head[12] << 8 | head[13];
    if (type == 0x0800 && ip[0] >> 4 == 4 && (ip[0] & 15) >= 5) { // RFC 791
        *protocol = ip[9];
        return ETHERNET + (ip[0] & 15u) * 4;
    }
    if (type == 0x86dd && ip[0] >> 4 == 6) { // RFC 8200
        *protocol = ip[6];
        return ETHERNET + 40;
    }
    return 0;
}

bool netbuf_find_checksum(struct netbuf *b)
{
    uint8_t protocol = 0;
    unsigned start = find_transport(b, &protocol), offset = protocol == 6 ? 16 : protocol == 17 ? 6 : 0;
    if (!start || !offset || start + offset + 2 > netbuf_size(b))
        return false;
    b->csum_start = (uint16_t)start;
    b->csum_offset = (uint16_t)offset;
    return true;
}
