// SPDX-License-Identifier: MIT
// The state behind preempt_disable() and preempt_enable().
#include "base/base.h"

unsigned preempt_depth;
bool preempt_wanted;
void (*preempt_switch)(bool from_interrupt);
