// SPDX-License-Identifier: MIT
// What uk-cc does not do, and the reason that the user gets.
#include <string.h>

#include "cc/private.h"

struct refusal {
    const char *word; // a trailing '*' matches any rest
    const char *reason;
    const char *hint;
};

#define ON_THE_HOST "measure and test it as a Linux process, with the host's compiler"

static const struct refusal words[] = {
    { "-shared", "an image is one static program: there is no dynamic linker that could load a shared library",
      "build a static library instead (configure: --disable-shared; CMake: -DBUILD_SHARED_LIBS=OFF)" },
    { "-fsanitize=*", "sanitizers need a run-time library that does not exist for images",
      ON_THE_HOST },
    { "--coverage", "coverage needs a run-time library that does not exist for images", ON_THE_HOST },
    { "-fprofile-arcs", "profiling needs a run-time library that does not exist for images", ON_THE_HOST },
    { "-ftest-coverage", "coverage needs a run-time library that does not exist for images", ON_THE_HOST },
    { "-fprofile-generate*", "profiling needs a run-time library that does not exist for images", ON_THE_HOST },
    { "-pg", "profiling needs a run-time library that does not exist for images", ON_THE_HOST },
    { "-fopenmp", "OpenMP needs a run-time library (libgomp) that does not exist for images",
      "build without it (configure: --disable-openmp): the pragmas are comments then, pthreads work" },
    { "-fopenacc", "OpenACC needs a run-time library (libgomp) that does not exist for images", NULL },
    { "-fsplit-stack", "split stacks need a run-time library that does not exist for images", NULL },
    { "-m32", "images are x86-64 only", NULL },
    { "-mx32", "images are x86-64 only", NULL },
    { "-m16", "images are x86-64 only", NULL },
    { "-mred-zone", "interrupts use the application's stack: a red zone would be overwritten", NULL },
};

static bool matches(const char *pattern, const char *word)
{
    size_t n = strlen(pattern);
    return pattern[n - 1] == '*' ? !strncmp(pattern, word, n - 1) : !strcmp(pattern, word);
}

void refuse_word(const char *word)
{
    for (size_t i = 0; i < COUNT(words); i++)
        if (matches(words[i].word, word))
            fatal(EXIT_USER, words[i].hint, "%s is not supported: %s", word, words[i].reason);
}

static const char *language_of(const char *path)
{
    static const char *const suffixes[][2] = {
        { ".cc", "c++" }, { ".cp", "c++" }, { ".cxx", "c++" }, { ".cpp", "c++" }, { ".CPP", "c++" }, { ".c++", "c++" },
        { ".C", "c++" }, { ".ii", "c++" }, { ".hh", "c++" }, { ".hpp", "c++" }, { ".hxx", "c++" },
        { ".m", "objective-c" },
        { ".mm", "objective-c++" }, { ".f", "f77" }, { ".f90", "f95" }, { ".go", "go" }, { ".d", "d" },
        { ".adb", "ada" },
    };
    for (size_t i = 0; i < COUNT(suffixes); i++)
        if (ends_with(path, suffixes[i][0]))
            return suffixes[i][1];
    return "c";
}

void refuse_language(const char *path, const char *language)
{
    const char *name = language && strcmp(language, "none") ? language : language_of(path);
    if (starts_with(name, "c++"))
        fatal(EXIT_USER, "C alone for now: leave the program's C++ parts out", "%s: C++ is not supported yet: its run-time library does not exist for images", path);
    if (strcmp(name, "c") && strcmp(name, "c-header") && strcmp(name, "cpp-output") && !starts_with(name, "assembler"))
        fatal(EXIT_USER, NULL, "%s: the language %s is not supported: uk-cc compiles C and assembly", path, name);
}
