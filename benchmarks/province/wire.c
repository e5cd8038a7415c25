/* A wire between two network namespaces, with a network's distance: every packet takes half a round trip.
 *
 *     wire ROUND_TRIP_MS RECORD
 *
 * Opens a TUN device `wire` in the network namespace where it is started (the far end), and another one of that name in
 * a new network namespace, which is its own from then on (the near end): `nsenter --net=/proc/PID/ns/net` enters it.
 * Says "ready", then carries IPv4 and IPv6 alike, in order. A packet takes some 4 microseconds of processor; while this
 * program is behind, packets wait in the device, and what its queue (txqueuelen) does not hold is lost.
 *
 * RECORD gets each TCP packet from near to far that opens a connection (SYN without ACK) and each packet to port 53
 * that carries something: two bytes of length in the host's order, then the packet. Each line of standard input is
 * answered by "PACKETS_THERE PACKETS_BACK BYTES_THERE BYTES_BACK MOST_LATE_US" once the record is written; the last is
 * how much later than it should a packet arrived, at worst. The end of standard input ends the wire.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { FAR, NEAR };                                       /* the two ends */
enum { PACKET = 2048, SLOTS = 1 << 14, BATCH = 64 };      /* a power of two of packets under way in each direction */
static const uint64_t SECOND = 1000000000;                /* times are in nanoseconds */

struct packet { uint64_t due; uint16_t length; unsigned char bytes[PACKET]; };
struct lane {                                             /* from one end to the other */
    int from, to;
    struct packet *slots;
    uint64_t first, after_last;                           /* count on for ever; the slot is the remainder */
    uint64_t packets, bytes;
};
static struct lane lanes[2];                              /* by the end that they begin at */
static uint64_t now, half, most_late;
static FILE *record;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void tell_time(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    now = (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

static int device(void) {
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) die("/dev/net/tun");
    strcpy(request.ifr_name, "wire");
    if (ioctl(fd, TUNSETIFF, &request)) die("TUNSETIFF");
    return fd;
}

static bool is_of_interest(const unsigned char *bytes, size_t length) {
    bool ipv4 = bytes[0] >> 4 == 4;
    size_t head = ipv4 ? (size_t)(bytes[0] & 15) * 4 : 40;
    if (length < head + 8) return false;
    unsigned char protocol = ipv4 ? bytes[9] : bytes[6];
    const unsigned char *segment = bytes + head;
    bool asks = segment[2] == 0 && segment[3] == 53;
    if (protocol == IPPROTO_UDP) return asks;
    if (protocol != IPPROTO_TCP || length < head + 20) return false;
    bool opens = (segment[13] & 0x12) == 0x02;
    return opens || (asks && length > head + (size_t)(segment[12] >> 4) * 4);
}

static void take(struct lane *lane) {
    for (int i = 0; i < BATCH && lane->after_last - lane->first < SLOTS; i++) {
        struct packet *packet = &lane->slots[lane->after_last % SLOTS];
        ssize_t length = read(lane->from, packet->bytes, PACKET);
        if (length < 0 && errno == EAGAIN) return;
        if (length <= 0) die("read");
        tell_time();
        packet->due = now + half;
        packet->length = (uint16_t)length;
        lane->after_last++;
        lane->packets++;
        lane->bytes += (uint64_t)length;
        if (lane == &lanes[NEAR] && is_of_interest(packet->bytes, packet->length)) {
            fwrite(&packet->length, sizeof packet->length, 1, record);
            fwrite(packet->bytes, packet->length, 1, record);
        }
    }
}

static void give(struct lane *lane) {
    for (int i = 0; i < BATCH && lane->first < lane->after_last; i++) {
        struct packet *packet = &lane->slots[lane->first % SLOTS];
        if (packet->due > now) return;
        /* A device that is down or has no address for it refuses a packet, as a host would. */
        if (write(lane->to, packet->bytes, packet->length) < 0 && errno != EIO && errno != EINVAL) die("write");
        if (now - packet->due > most_late) most_late = now - packet->due;
        lane->first++;
    }
}

static uint64_t next_due(void) {
    uint64_t due = UINT64_MAX;
    for (int end = FAR; end <= NEAR; end++)
        if (lanes[end].first < lanes[end].after_last && lanes[end].slots[lanes[end].first % SLOTS].due < due)
            due = lanes[end].slots[lanes[end].first % SLOTS].due;
    return due;
}

static void report(void) {
    fflush(record);
    printf("%lu %lu %lu %lu %lu\n", lanes[NEAR].packets, lanes[FAR].packets, lanes[NEAR].bytes, lanes[FAR].bytes,
           most_late / 1000);
    fflush(stdout);
}

int main(int count, char **arguments) {
    if (count != 3) return fputs("usage: wire ROUND_TRIP_MS RECORD\n", stderr), 2;
    half = (uint64_t)(atof(arguments[1]) * (double)SECOND / 2000);
    if (!(record = fopen(arguments[2], "wb"))) die(arguments[2]);
    prctl(PR_SET_TIMERSLACK, 1UL);
    setvbuf(stdin, NULL, _IONBF, 0);                      /* so that poll sees all that has not been read */
    lanes[FAR].from = lanes[NEAR].to = device();
    if (unshare(CLONE_NEWNET)) die("unshare");
    lanes[NEAR].from = lanes[FAR].to = device();
    for (int end = FAR; end <= NEAR; end++)
        if (!(lanes[end].slots = malloc(SLOTS * sizeof *lanes[end].slots))) die("malloc");
    puts("ready");
    fflush(stdout);

    for (;;) {
        struct pollfd watched[3] = {{.fd = STDIN_FILENO, .events = POLLIN}};
        for (int end = FAR; end <= NEAR; end++)
            watched[1 + end] = (struct pollfd){
                .fd = lanes[end].after_last - lanes[end].first < SLOTS ? lanes[end].from : -1, .events = POLLIN};
        tell_time();
        uint64_t due = next_due(), pause = due > now ? due - now : 0;
        struct timespec timeout = {(time_t)(pause / SECOND), (long)(pause % SECOND)};
        if (ppoll(watched, 3, due == UINT64_MAX ? NULL : &timeout, NULL) < 0 && errno != EINTR) die("ppoll");
        for (int end = FAR; end <= NEAR; end++)
            if (watched[1 + end].revents) take(&lanes[end]);
        tell_time();
        for (int end = FAR; end <= NEAR; end++) give(&lanes[end]);
        if (watched[0].revents) {
            char line[64];
            if (!fgets(line, sizeof line, stdin)) return 0;
            report();
        }
    }
}
