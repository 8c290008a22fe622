// SPDX-License-Identifier: MIT
// What the two clocks of this room share.
#ifndef KVM_CLOCK_H
#define KVM_CLOCK_H

#include <stdint.h>

#define CLOCK_KVM_PVCLOCK (1u << 3) // KVM_FEATURE_CLOCKSOURCE2
uint32_t clock_kvm_features(void);  // KVM's feature bits, 0 where this is not KVM

#endif
