// SPDX-License-Identifier: MIT
// The contract between drivers of network devices and their users (a raw application, a protocol stack); it belongs to
// neither.
//
// Frames are Ethernet frames without checksum. Who has a buffer owns it: a frame that send() took is the driver's until
// it calls done(); a frame that receive() returned is the user's until the user calls done(). A user pulls: the
// device tells by event() that receive() would return something, and only after arm() has asked for that.
#ifndef BASE_NETDEV_H
#define BASE_NETDEV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    // To send: the checksum field holds the pseudo header's sum, and somebody below must add what follows csum_start.
    // Received: the same, since the frame has never left the host; its payload is good (NETBUF_CSUM_GOOD is set too).
    NETBUF_CSUM_PARTIAL = 1,
    NETBUF_CSUM_GOOD = 2, // received: the transport's checksum has been verified, or need not be
};
enum netbuf_gso { NETBUF_GSO_NONE, NETBUF_GSO_TCP4, NETBUF_GSO_TCP6 };

// A frame, or a part of one. [start, end) is memory, [data, data + size) the part's bytes in it; the room before data
// is headroom, in which a layer below may put its header. What stands below `part` counts in a frame's first part only.
struct netbuf {
    struct netbuf *next;  // the owner's: the next frame of a list
    struct netbuf *part;  // the frame's next part; NULL: this is the last
    uint8_t *start, *end;
    uint8_t *data;
    uint32_t size;

    uint16_t flags;       // NETBUF_*
    uint16_t csum_start;  // with NETBUF_CSUM_PARTIAL: bytes from the frame's beginning to where the sum begins,
    uint16_t csum_offset; // and from there to its field
    uint16_t gso_size;    // with gso: bytes of payload in each of the frames that this one stands for
    uint8_t gso;          // enum netbuf_gso
    uint8_t queue;        // to send: below netdev.queues; received: the one that it came by
    // Gives the whole frame back to who made it, all parts. Set by who made it. In a thread; never waits. error: 0, or
    // why it was not sent (-UK_EIO, -UK_EINVAL, -UK_ENODEV).
    void (*done)(struct netbuf *b, int error);
    void *owner;          // a word for who made it
    uint32_t driver;      // a word for the driver while it has the frame
};

enum {
    NETDEV_CSUM4 = 1,    // sends NETBUF_CSUM_PARTIAL frames of TCP and UDP over IPv4 as they are
    NETDEV_CSUM6 = 2,    // and over IPv6; others are summed in software
    NETDEV_GSO_TCP4 = 4, // sends frames with gso
    NETDEV_GSO_TCP6 = 8,
};
enum { NETDEV_EVENT_RECEIVE = 1, NETDEV_EVENT_ROOM = 2, NETDEV_EVENT_LINK = 4 };

// name to ops: set by the driver before netdev_add() and constant. link, features and mtu may change until the device
// comes (back) to life: a device may go away and come back; its structure stays. event and user are the user's.
struct netdev {
    char name[16];
    unsigned queues;     // at least 1
    unsigned headroom;   // bytes that a frame to send should have before data
    unsigned max_parts;  // of a frame to send
    const struct netdev_ops *ops;
    uint8_t mac[6];
    unsigned features;   // NETDEV_*
    unsigned mtu;        // of the payload of an Ethernet frame
    bool link;           // false: frames to send get -UK_ENODEV
    bool large_receive;  // received frames may be larger than the MTU allows, with gso
    struct {             // counted by the driver
        uint64_t sent, received, dropped; // dropped: malformed, or no memory
    } counts;
    void (*event)(struct netdev *d, unsigned what); // any context; NULL: nobody listens
    void *user;
    struct netdev *next; // netdev.c's
};

// For threads, never for interrupt handlers; they do not wait.
struct netdev_ops {
    // Takes frames of the list (by next) in their order, as many as there is room for; the first that it did not take,
    // or NULL. NETDEV_EVENT_ROOM follows when there is room again. done() may be called inside, for older frames.
    struct netbuf *(*send)(struct netdev *d, struct netbuf *list);
    // Up to max frames, a list by next; NULL: there are none.
    struct netbuf *(*receive)(struct netdev *d, unsigned queue, unsigned max);
    // Asks for one NETDEV_EVENT_RECEIVE. false: there are frames already, go on. Who polls never calls it, and gets no
    // event.
    bool (*arm)(struct netdev *d, unsigned queue);
};

// netdev.c ------------------------------------------------------------------------------------------------------------

void netdev_add(struct netdev *d);            // by the driver's init: the device can be found from now on
struct netdev *netdev_at(unsigned index);     // in the order in which they were added; NULL: there are no so many
struct netdev *netdev_find(const char *name); // NULL: none

// netbuf.c ------------------------------------------------------------------------------------------------------------

// An empty frame over memory, with headroom; the rest is zero.
void netbuf_init(struct netbuf *b, void *memory, size_t size, size_t headroom);
size_t netbuf_size(const struct netbuf *b); // of the whole frame
// The frame's bytes [at, at + size) to memory; false: the frame is shorter.
bool netbuf_copy_out(const struct netbuf *b, size_t at, void *to, size_t size);
// Computes the sum that NETBUF_CSUM_PARTIAL asks for, and puts it in. false: csum_start and csum_offset lie outside of
// the frame, or the field across two parts.
bool netbuf_fill_checksum(struct netbuf *b);
// Finds csum_start and csum_offset of a frame of TCP or UDP over IPv4 or IPv6 (without VLAN tag and extension headers).
bool netbuf_find_checksum(struct netbuf *b);

// netdev_loopback.c ---------------------------------------------------------------------------------------------------

// What is sent is received, by the buffer itself; done() gives it back to the sender.
struct netdev_loopback {
    struct netdev dev;
    struct netbuf *first, **last;
    unsigned queued, limit; // frames
    bool armed;
};
void netdev_loopback_init(struct netdev_loopback *l, const char *name, unsigned limit);

#endif
