// SPDX-License-Identifier: MIT
// Fuzz target: the libOS's reader of packed root filesystems, on one blob.
#include "../unit/fs/host.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    host_page_limit = 1000;
    host_heap_budget = -1;
    visit_blob(data, size);
    return 0;
}
