/* A hall of phones in one thread: the same client for every server that is measured.
 *
 *   wsload PORT PHONES STALLED IN_FLIGHT < commands
 *
 * PHONES is a file, one phone a line, fields separated by tabs:
 *   GET path or -, cookie or -, WebSocket path, origin, first frame or -
 * A phone with a GET path first fetches its snapshot over HTTP on a connection of its own, and makes its first frame of
 * the ticket, epoch and position it found there. The first STALLED phones stop reading once greeted. IN_FLIGHT limits
 * how many are on their way in at once. Commands, one a line, each answered by one line of JSON:
 *   ready       when every phone has been greeted ("hello") or lost: how many, and how long it took
 *   reset       forget what was counted
 *   report      frames counted since, by phone and latency; "at" in a frame is the sender's CLOCK_MONOTONIC in ns
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum state { OUTSIDE, ASKING, READING, UPGRADING, GREETING, INSIDE, LOST };

struct phone {
    enum state state;
    int fd, stalled;
    char *get, *cookie, *path, *origin, *first;
    char *in;                 /* what was read and not yet understood */
    size_t held, room, whole; /* whole: length of the HTTP answer, once known */
    long frames, last, gaps;
    double began, greeted;
};

static struct phone *phones;
static int count, in_flight, most_in_flight, next_phone, settled, ep, port;
static uint32_t *latencies;
static size_t latency_count, latency_room;
static int waits_for_ready;
static double opened_at;

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static double now(void) { return now_ns() / 1e9; }

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void watch(struct phone *p, uint32_t events, int op) {
    struct epoll_event e = {.events = events, .data.ptr = p};
    if (epoll_ctl(ep, op, p->fd, &e)) die("epoll_ctl");
}

static void dial(struct phone *p, enum state state) {
    p->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (p->fd < 0) die("socket");
    int one = 1, small = 4096;
    setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (p->stalled) setsockopt(p->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(p->fd, (struct sockaddr *)&a, sizeof a) && errno != EINPROGRESS) die("connect");
    p->state = state;
    p->held = p->whole = 0;
    watch(p, EPOLLOUT, EPOLL_CTL_ADD);
}

static void say(struct phone *p, const char *text, size_t size) {
    /* Small enough for any socket buffer of a connection that has said nothing yet. */
    if (write(p->fd, text, size) != (ssize_t)size) die("write");
}

static void say_frame(struct phone *p, int opcode, const char *payload, size_t size) {
    char frame[16384];
    size_t head = 2;
    frame[0] = 0x80 | opcode;
    if (size < 126) {
        frame[1] = 0x80 | size;
    } else {
        frame[1] = 0x80 | 126;
        frame[2] = size >> 8;
        frame[3] = size & 255;
        head = 4;
    }
    memset(frame + head, 0, 4); /* a mask of zeros */
    memcpy(frame + head + 4, payload, size);
    say(p, frame, head + 4 + size);
}

static void settle(struct phone *p) {
    in_flight--;
    settled++;
    p->greeted = now();
}

static void lose(struct phone *p) {
    if (p->state < INSIDE) settle(p);
    close(p->fd);
    p->state = LOST;
}

/* The text of "name":"…" or the digits of "name":… in a JSON answer; it stands near the start or the end. */
static int field(const char *body, size_t size, const char *name, char *out, size_t most) {
    char key[64];
    int length = snprintf(key, sizeof key, "\"%s\":", name);
    const char *found = memmem(body, size, key, length), *end = body + size;
    if (!strcmp(name, "ticket"))
        for (const char *later = found; later; later = memmem(later + 1, end - later - 1, key, length)) found = later;
    if (!found) return 0;
    found += length;
    if (*found == '"') found++;
    size_t i = 0;
    while (found < end && *found != '"' && *found != ',' && *found != '}' && i + 1 < most) out[i++] = *found++;
    out[i] = 0;
    return 1;
}

static void upgrade(struct phone *p) {
    char text[2048];
    int size = snprintf(text, sizeof text,
        "GET %s HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        p->path, strstr(p->origin, "//") + 2, p->origin);
    say(p, text, size);
}

static void ask(struct phone *p) {
    char text[2048];
    int size = snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nConnection: close\r\n\r\n",
        p->get, strstr(p->origin, "//") + 2, p->cookie);
    say(p, text, size);
}

static void got_snapshot(struct phone *p) {
    char ticket[1024], epoch[64], pos[32], first[2048];
    if (strncmp(p->in, "HTTP/1.1 200", 12) || !field(p->in, p->held, "ticket", ticket, sizeof ticket) ||
        !field(p->in, p->held, "epoch", epoch, sizeof epoch) || !field(p->in, p->held, "pos", pos, sizeof pos)) {
        fprintf(stderr, "no snapshot: %.200s\n", p->in);
        lose(p);
        return;
    }
    snprintf(first, sizeof first, "{\"ticket\":\"%s\",\"epoch\":\"%s\",\"pos\":%s}", ticket, epoch, pos);
    p->first = strdup(first);
    p->last = atol(pos);
    close(p->fd);
    free(p->in);
    p->in = NULL;
    p->room = 0;
    dial(p, UPGRADING);
}

static void count_event(struct phone *p, long position, int64_t nanoseconds) {
    if (p->frames && position != p->last + 1) p->gaps++;
    p->last = position;
    p->frames++;
    if (latency_count == latency_room) {
        latency_room = latency_room ? latency_room * 2 : 1 << 16;
        latencies = realloc(latencies, latency_room * sizeof *latencies);
    }
    latencies[latency_count++] = (uint32_t)(nanoseconds / 1000);
}

static void took_frame(struct phone *p, const char *payload, size_t size) {
    if (p->state == GREETING) {
        if (memmem(payload, size, "\"hello\"", 7)) {
            p->state = INSIDE;
            settle(p);
            if (p->stalled) watch(p, 0, EPOLL_CTL_MOD);
        }
        return;
    }
    /* A message is one frame, or several in a list. Each has "p" before "at"; Python's own json puts a space after the
     * colon, which strtoll passes over, as it answers 0 where no number stands. */
    int64_t received = now_ns();
    const char *end = payload + size, *pos, *at;
    while ((pos = memmem(payload, end - payload, "\"p\":", 4)) && (at = memmem(pos, end - pos, "\"at\":", 5))) {
        int64_t sent = strtoll(at + 5, NULL, 10);
        payload = at + 5;
        if (sent) count_event(p, strtol(pos + 4, NULL, 10), received - sent);
    }
}

/* How many bytes of `in` were understood. */
static size_t understand(struct phone *p) {
    char *in = p->in;
    if (p->state == ASKING || p->state == READING) {
        if (!p->whole) {
            char *body = memmem(in, p->held, "\r\n\r\n", 4), *length = strcasestr(in, "content-length:");
            if (!body || !length) return 0;
            p->whole = body + 4 - in + strtoul(length + 15, NULL, 10);
        }
        if (p->held >= p->whole) got_snapshot(p);
        return 0;
    }
    if (p->state == UPGRADING) {
        char *end = memmem(in, p->held, "\r\n\r\n", 4);
        if (!end) return 0;
        if (strncmp(in, "HTTP/1.1 101", 12)) {
            fprintf(stderr, "no upgrade: %.100s\n", in);
            lose(p);
            return 0;
        }
        p->state = GREETING;
        say_frame(p, 1, p->first, strlen(p->first));
        return end + 4 - in;
    }
    if (p->held < 2) return 0;
    size_t size = in[1] & 127, head = 2;
    if (size == 126) {
        if (p->held < 4) return 0;
        size = (uint8_t)in[2] << 8 | (uint8_t)in[3];
        head = 4;
    } else if (size == 127) {
        if (p->held < 10) return 0;
        size = 0;
        for (int i = 2; i < 10; i++) size = size << 8 | (uint8_t)in[i];
        head = 10;
    }
    if (p->held < head + size) return 0;
    switch (in[0] & 15) {
    case 1: took_frame(p, in + head, size); break;
    case 8: lose(p); return 0;
    case 9: say_frame(p, 10, in + head, size); break;
    }
    return head + size;
}

static void readable(struct phone *p) {
    for (;;) {
        if (p->room - p->held < 4096) {
            p->room = p->room ? p->room * 2 : 8192;
            p->in = realloc(p->in, p->room + 1);
        }
        ssize_t got = read(p->fd, p->in + p->held, p->room - p->held);
        if (got < 0 && errno == EAGAIN) return;
        if (got <= 0) {
            lose(p);
            return;
        }
        p->held += got;
        p->in[p->held] = 0;
        int full = p->held == p->room;
        size_t done = 0;
        for (;;) {
            char *in = p->in;
            p->in += done, p->held -= done;
            size_t step = understand(p);
            if (p->state == LOST || !p->in) return; /* the WebSocket has a connection and a buffer of its own */
            p->in = in, p->held += done;
            if (!step) break;
            done += step;
        }
        memmove(p->in, p->in + done, p->held - done);
        p->held -= done;
        if (!full) return;
    }
}

static void writable(struct phone *p) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(p->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) {
        lose(p);
        return;
    }
    watch(p, EPOLLIN, EPOLL_CTL_MOD);
    if (p->state == ASKING) {
        p->state = READING;
        ask(p);
    } else {
        upgrade(p);
    }
}

static void let_in(void) {
    while (next_phone < count && in_flight < most_in_flight) {
        struct phone *p = &phones[next_phone++];
        in_flight++;
        p->began = now();
        dial(p, *p->get == '-' ? UPGRADING : ASKING);
    }
}

static int by_size(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static double percentile(double share) {
    if (!latency_count) return 0;
    size_t at = (size_t)(share * (latency_count - 1) + 0.5);
    return latencies[at] / 1000.0;
}

static void report(void) {
    qsort(latencies, latency_count, sizeof *latencies, by_size);
    long least = -1, most = 0, gaps = 0;
    int lost[2] = {0, 0}, inside = 0;
    for (int i = 0; i < count; i++) {
        struct phone *p = &phones[i];
        if (p->state == LOST) lost[p->stalled]++;
        if (p->state == INSIDE) inside++;
        if (p->stalled) continue;
        gaps += p->gaps;
        if (least < 0 || p->frames < least) least = p->frames;
        if (p->frames > most) most = p->frames;
    }
    printf("{\"frames\":%zu,\"least\":%ld,\"most\":%ld,\"gaps\":%ld,\"inside\":%d,\"lost\":%d,\"lost_stalled\":%d,"
           "\"p50_ms\":%.3f,\"p95_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f}\n",
        latency_count, least, most, gaps, inside, lost[0], lost[1], percentile(0.5), percentile(0.95),
        percentile(0.99), percentile(1));
    fflush(stdout);
}

static void ready(void) {
    double last = opened_at, sum = 0;
    int greeted = 0;
    for (int i = 0; i < count; i++) {
        if (phones[i].state != INSIDE) continue;
        greeted++;
        sum += phones[i].greeted - phones[i].began;
        if (phones[i].greeted > last) last = phones[i].greeted;
    }
    printf("{\"greeted\":%d,\"of\":%d,\"seconds\":%.3f,\"mean_seconds\":%.3f}\n", greeted, count, last - opened_at,
        greeted ? sum / greeted : 0);
    fflush(stdout);
}

static void command(void) {
    static char text[256];
    static size_t held;
    ssize_t got = read(0, text + held, sizeof text - 1 - held);
    if (got <= 0) exit(0);
    held += got;
    char *line = text, *end;
    while ((end = memchr(line, '\n', text + held - line))) {
        *end = 0;
        if (!strcmp(line, "ready")) waits_for_ready = 1;
        if (!strcmp(line, "report")) report();
        if (!strcmp(line, "reset")) {
            latency_count = 0;
            for (int i = 0; i < count; i++) phones[i].frames = phones[i].gaps = 0;
            printf("{}\n");
            fflush(stdout);
        }
        line = end + 1;
    }
    held -= line - text;
    memmove(text, line, held);
}

static char *cut(char **line) {
    char *found = strsep(line, "\t\n");
    return strdup(found ? found : "-");
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "wsload PORT PHONES STALLED IN_FLIGHT\n");
        return 2;
    }
    port = atoi(argv[1]);
    most_in_flight = atoi(argv[4]);
    FILE *file = fopen(argv[2], "r");
    if (!file) die(argv[2]);
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, file) > 0) {
        phones = realloc(phones, (count + 1) * sizeof *phones);
        struct phone *p = &phones[count];
        memset(p, 0, sizeof *p);
        char *rest = line;
        p->get = cut(&rest), p->cookie = cut(&rest), p->path = cut(&rest), p->origin = cut(&rest),
        p->first = cut(&rest);
        p->stalled = count < atoi(argv[3]);
        count++;
    }
    fclose(file);
    ep = epoll_create1(0);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = NULL};
    if (epoll_ctl(ep, EPOLL_CTL_ADD, 0, &e)) die("stdin");
    opened_at = now();
    for (;;) {
        let_in();
        if (waits_for_ready && settled == count) {
            waits_for_ready = 0;
            ready();
        }
        struct epoll_event events[256];
        int found = epoll_wait(ep, events, 256, 1000);
        for (int i = 0; i < found; i++) {
            struct phone *p = events[i].data.ptr;
            if (!p)
                command();
            else if (p->state == LOST)
                continue;
            else if (events[i].events & EPOLLOUT)
                writable(p);
            else if (events[i].events & EPOLLIN)
                readable(p);
            else
                lose(p);
        }
    }
}
