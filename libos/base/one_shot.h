// SPDX-License-Identifier: MIT
// The timer of plat.h is made of two halves: what it does with deadlines (base/one_shot.c), and the machine's own timer,
// of which the platform provides the functions here. They run with interrupts off.
#ifndef BASE_ONE_SHOT_H
#define BASE_ONE_SHOT_H

#include <stdint.h>

void one_shot_init(void);             // before the first of the others
void one_shot_arm(uint64_t deadline); // an interrupt then, or earlier; in the past: at once. A new call replaces the last
void one_shot_stop(void);             // an interrupt that is on its way may still come

void one_shot_fired(void); // one_shot.c: called by the interrupt, in time or not

#endif
