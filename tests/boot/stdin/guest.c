// SPDX-License-Identifier: MIT
// Copies standard input to standard output, by stdio or (argument "raw") by read() and write(); a summary is its status.
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    static char buffer[3000];
    unsigned long total = 0;
    (void)argv;
    if (argc > 1) {
        ssize_t n;
        while ((n = read(0, buffer, sizeof buffer)) > 0) {
            for (ssize_t done = 0; done < n;) {
                ssize_t wrote = write(1, buffer + done, (size_t)(n - done));
                if (wrote < 0)
                    return 254;
                done += wrote;
            }
            total += (unsigned long)n;
        }
        return n ? 255 : (int)(total % 251);
    }
    size_t n;
    while ((n = fread(buffer, 1, sizeof buffer, stdin))) {
        fwrite(buffer, 1, n, stdout);
        total += n;
    }
    return feof(stdin) ? (int)(total % 251) : 255;
}
