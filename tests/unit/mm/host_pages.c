// SPDX-License-Identifier: MIT
// libos/mm/pages.c, with a way to start again as at boot.
#include "host.h"

#include "mm/pages.c"

void host_reset_pages(void)
{
    root = NULL;
    total_pages = free_pages = 0;
}
