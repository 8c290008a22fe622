// SPDX-License-Identifier: MIT
// What the choices come to for the application at hand: from the process that asks the solver to the menus.
#ifndef CC_ANSWER_H
#define CC_ANSWER_H

#include "util/util.h"

struct kconfig;

struct answer_module {
    const char *name;
    char value; // what is chosen: 'n', 'm', 'y'
    bool present;
    const char *bytes, *reason, *chain; // in words; "" if there is nothing to say
};

struct answer {
    const char *target;
    uint64_t bytes; // of the image; 0 if nothing is known
    VEC(struct answer_module) modules;
    strv_t problems;  // why no image can be made: lines
    const char *none; // why nothing is known; NULL otherwise
    char *text;       // holds all of these
};

// Asks the solver about the application of app.conf, or of the image if it is not NULL, with the values of the tree, and
// prints the answer as lines. Ends by fatal() where a link would.
void answer_print(const char *image, struct kconfig *kc);
// Takes over the text, which is empty afterwards; good: the process that printed it ended with 0.
void answer_read(struct answer *a, buf_t *text, bool good);
const struct answer_module *answer_module(const struct answer *a, const char *name); // NULL if it says nothing of it
// One line on the whole; before: the bytes before the last change, -1 if they are not known. The caller frees it.
char *answer_status(const struct answer *a, int64_t before);

#endif
