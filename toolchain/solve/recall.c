// SPDX-License-Identifier: MIT
// How an image was linked, from its graph: for those who ask what other choices would make of it.
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#include "solve/graph.h"
#include "solve/solve.h"

void plan_recall(const char *image, strv_t *words)
{
    char *text = graph_text(&image);
    const json_t *root = json_loads(text, 0, NULL), *link = json_object_get(root, "link");
    const char *folder = json_string_value(json_array_get(link, 0));
    if (!folder)
        fatal(EXIT_USER, "link it again", "%s does not say how it was linked", image);
    char *dir = path_join(dir_name(image), folder);
    if (chdir(dir))
        fatal_errno("cannot go to %s, where %s was linked", dir, image);
    for (size_t i = 1; i < json_array_size(link); i++)
        strv_add(words, json_string_value(json_array_get(link, i)));
}
