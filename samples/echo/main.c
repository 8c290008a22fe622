// SPDX-License-Identifier: MIT
// Answers ARP requests and pings for one IPv4 address, and sends frames of EtherType 0x88b5 (IEEE 802, for experiments)
// back to where they come from. A frame of EtherType 0x88b6 ends it.
//
//   echo [ADDRESS]
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <uk/netdev.h>

#define MAC 6
#define HEADER 14
#define FRAME_MAX 9014

static struct uk_netdev *net;
static struct uk_netdev_info info;
static uint8_t own[4] = { 10, 0, 2, 15 };
static uint8_t frame[FRAME_MAX];

static unsigned word(const uint8_t *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

static void turn_round(uint8_t *ethernet)
{
    memcpy(ethernet, ethernet + MAC, MAC);
    memcpy(ethernet + MAC, info.mac, MAC);
}

// RFC 826. The answer's length, 0: none.
static size_t answer_arp(uint8_t *arp, size_t size)
{
    static const uint8_t request[8] = { 0, 1, 8, 0, 6, 4, 0, 1 };
    if (size < 28 || memcmp(arp, request, 8) || memcmp(arp + 24, own, 4))
        return 0;
    arp[7] = 2;
    memcpy(arp + 18, arp + 8, 10);
    memcpy(arp + 8, info.mac, MAC);
    memcpy(arp + 14, own, 4);
    return 28;
}

static uint16_t checksum(const uint8_t *bytes, size_t size)
{
    uint32_t total = 0;
    for (size_t i = 0; i < size; i++)
        total += i % 2 ? bytes[i] : (uint32_t)bytes[i] << 8;
    while (total >> 16)
        total = (total & 0xffff) + (total >> 16);
    return (uint16_t)~total;
}

// RFC 792. The addresses are exchanged, so the IP header's sum stays.
static size_t answer_ping(uint8_t *ip, size_t size)
{
    size_t header = (ip[0] & 15u) * 4, length = size < 20 ? 0 : word(ip + 2);
    if (size < 20 || ip[0] >> 4 != 4 || header < 20 || length < header + 8 || length > size || ip[9] != 1 ||
        memcmp(ip + 16, own, 4) || (word(ip + 6) & 0x3fff) || checksum(ip, header))
        return 0;
    uint8_t *icmp = ip + header;
    if (icmp[0] != 8 || checksum(icmp, length - header))
        return 0;
    uint8_t from[4];
    memcpy(from, ip + 12, 4);
    memcpy(ip + 12, ip + 16, 4);
    memcpy(ip + 16, from, 4);
    icmp[0] = 0;
    icmp[2] = icmp[3] = 0;
    uint16_t sum = checksum(icmp, length - header);
    icmp[2] = (uint8_t)(sum >> 8);
    icmp[3] = (uint8_t)sum;
    return length;
}

static size_t answer(size_t size)
{
    size_t n = 0;
    if (size < HEADER || size > sizeof frame)
        return 0;
    switch (word(frame + 12)) {
    case 0x0806: n = answer_arp(frame + HEADER, size - HEADER); break;
    case 0x0800: n = answer_ping(frame + HEADER, size - HEADER); break;
    case 0x88b5: n = memcmp(frame + MAC, info.mac, MAC) ? size - HEADER : 0; break;
    }
    if (n)
        turn_round(frame);
    return n ? n + HEADER : 0;
}

static void set_address(const char *text)
{
    unsigned a, b, c, d;
    if (sscanf(text, "%u.%u.%u.%u", &a, &b, &c, &d) == 4) {
        const uint8_t bytes[4] = { (uint8_t)a, (uint8_t)b, (uint8_t)c, (uint8_t)d };
        memcpy(own, bytes, 4);
    }
}

int main(int argc, char **argv)
{
    int err = uk_netdev_open(NULL, &net);
    if (err) {
        printf("echo: %s\n", strerror(-err));
        return 1;
    }
    if (argc > 1)
        set_address(argv[1]);
    unsigned long answers = 0;
    uk_netdev_info(net, &info);
    printf("%s: %02x:%02x:%02x:%02x:%02x:%02x is %u.%u.%u.%u\n", info.name, info.mac[0], info.mac[1], info.mac[2],
           info.mac[3], info.mac[4], info.mac[5], own[0], own[1], own[2], own[3]);
    fflush(stdout);
    for (;;) {
        long size = uk_netdev_receive(net, frame, sizeof frame, UINT64_MAX);
        if (size < 0 || (size >= HEADER && word(frame + 12) == 0x88b6))
            break;
        size_t n = answer((size_t)size);
        if (n && uk_netdev_send(net, frame, n) == 0)
            answers++;
    }
    uk_netdev_info(net, &info);
    printf("answered %lu, received %llu, dropped %llu\n", answers, (unsigned long long)info.received,
           (unsigned long long)info.dropped);
    return 0;
}
