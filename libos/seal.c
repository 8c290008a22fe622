// SPDX-License-Identifier: MIT
// The last step of the boot of a sealed image: after all other modules' inits, before the application.
#include "base/base.h"
#include "base/plat.h"

void seal_init(void);
void seal_init(void)
{
    if (plat_seal() < 0)
        panic("no memory to seal the page tables");
}
