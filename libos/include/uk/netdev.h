// SPDX-License-Identifier: MIT
// Network devices for applications that speak Ethernet themselves. A device serves one application or protocol stack.
//
// Functions return a negative error number of <errno.h> where they fail. Frames are without the checksum at their end.
#ifndef UK_NETDEV_H
#define UK_NETDEV_H

#include <stddef.h>
#include <stdint.h>

struct uk_netdev;

struct uk_netdev_info {
    char name[16]; // "vif0"
    uint8_t mac[6];
    uint16_t link; // 1: the cable is in
    uint32_t mtu;  // of a frame's payload; a frame has 14 bytes more
    uint64_t sent, received, dropped; // frames since the device is there
};

// The device of that name; NULL: the first one. -ENODEV, with a line on the console, where there is none; -EBUSY:
// somebody has it; -ENOMEM.
int uk_netdev_open(const char *name, struct uk_netdev **out);
void uk_netdev_info(const struct uk_netdev *d, struct uk_netdev_info *out);
// Copies the frame and sends it; waits while the device has no room. 0, -EINVAL (longer than the MTU allows), -ENODEV
// (no link), -ENOMEM. Several threads may send.
int uk_netdev_send(struct uk_netdev *d, const void *frame, size_t size);
// Waits for a frame for so many nanoseconds (UINT64_MAX: for ever). Its size, what is beyond size is cut off; 0: none
// has come in time; -EINTR. One thread at a time.
long uk_netdev_receive(struct uk_netdev *d, void *frame, size_t size, uint64_t timeout);

#endif
