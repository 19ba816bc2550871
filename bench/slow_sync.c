/* A disk whose sync takes two milliseconds: LD_PRELOADed, it waits in place of fsync and fdatasync.
 * Nothing is synced, so that the disk of the machine at hand does not show in what is measured. */
#include <time.h>

static int wait_for_the_disk(void)
{
    struct timespec left = {0, 2000000};
    while (nanosleep(&left, &left) != 0)
        ;
    return 0;
}

int fsync(int file)
{
    (void)file;
    return wait_for_the_disk();
}

int fdatasync(int file)
{
    (void)file;
    return wait_for_the_disk();
}
