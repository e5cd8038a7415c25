/* A proxy that puts a network's distance between clients and servers of one machine, and counts connections.
 *
 *     delay ROUND_TRIP_MS
 *
 * Standard input: one route a line, "ADDRESS PORT TARGET_ADDRESS TARGET_PORT" (IPv4), then an empty line, which is
 * answered by "ready". Each further line is answered by one line a route, "ADDRESS PORT CONNECTIONS MOST_OPEN WAVES",
 * and an empty line, and sets the counts to zero. The end of standard input ends the proxy. WAVES is how many of the
 * connections followed one another: the longest chain in which each began after the one before had ended.
 *
 * Every byte, FIN and RST takes half a round trip, in the order in which it was sent. The kernel completes a client's
 * TCP handshake at once, which on a network takes one round trip: so all that a client says before it has heard its
 * first answer takes one round trip more. To the client the first answer comes when it would have come; only the
 * moment at which connect() returns is too early. A connection counts as open from its acceptance until the client
 * closes it, or it is reset.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CLIENT, SERVER };                                  /* the two ends of a connection */
enum { READ_SIZE = 1 << 16, WAITING_LIMIT = 1 << 20, BATCH = 4096 };
static const uint64_t MILLISECOND = 1000000;              /* times are in nanoseconds */

enum kind { OPEN, DATA, FIN, RST };
struct piece {                                            /* what one end did, under way to the other */
    struct piece *next;
    uint64_t due;
    enum kind kind;
    size_t length, sent;
    char bytes[];
};
struct route {
    int listener;
    struct sockaddr_in address, target;
    unsigned long connections, open, most_open, waves;
    uint64_t last_wave_ended;
};
struct end {
    struct connection *connection;
    int fd;                                               /* -1: not connected yet */
    bool finished, paused;                                /* its FIN or RST was read; it is not read from for now */
    struct piece *first, *last;                           /* what it sent and the other end has not received yet */
    size_t waiting;
    bool fin_delivered;
};
struct connection {
    struct route *route;
    struct end ends[2];
    uint64_t began;
    bool answered, counted, closed;
    unsigned wakes;
};

struct wake { uint64_t due; struct end *sender; };        /* when to deliver what this end sent: a binary heap */
static struct wake *wakes;
static size_t wakes_used, wakes_room;

static uint64_t now, round_trip;
static int poller;
static struct route *routes;
static size_t routes_used;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void *allocate(void *old, size_t size) {
    void *memory = realloc(old, size);
    if (!memory) die("realloc");
    return memory;
}

static void tell_time(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    now = (uint64_t)time.tv_sec * 1000 * MILLISECOND + (uint64_t)time.tv_nsec;
}

static void wake_at(uint64_t due, struct end *sender) {
    if (wakes_used == wakes_room) wakes = allocate(wakes, (wakes_room = wakes_room ? 2 * wakes_room : 1024) * sizeof *wakes);
    size_t place = wakes_used++;
    for (; place && wakes[(place - 1) / 2].due > due; place = (place - 1) / 2) wakes[place] = wakes[(place - 1) / 2];
    wakes[place] = (struct wake){due, sender};
    sender->connection->wakes++;
}

static struct end *next_wake(void) {
    struct end *sender = wakes[0].sender;
    struct wake last = wakes[--wakes_used];
    size_t place = 0;
    for (size_t child; (child = 2 * place + 1) < wakes_used; place = child) {
        if (child + 1 < wakes_used && wakes[child + 1].due < wakes[child].due) child++;
        if (wakes[child].due >= last.due) break;
        wakes[place] = wakes[child];
    }
    wakes[place] = last;
    sender->connection->wakes--;
    return sender;
}

static void watch(struct end *end, int operation) {
    uint32_t wanted = end->finished || end->paused ? 0 : EPOLLIN | EPOLLRDHUP;
    struct epoll_event event = {.events = wanted, .data.ptr = end};
    if (epoll_ctl(poller, operation, end->fd, &event)) die("epoll_ctl");
}

static void adopt(struct end *end, int fd) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    end->fd = fd;
    watch(end, EPOLL_CTL_ADD);
}

static void send_off(struct end *sender, enum kind kind, const char *bytes, size_t length) {
    struct connection *connection = sender->connection;
    bool early = sender == &connection->ends[CLIENT] && !connection->answered;
    struct piece *piece = allocate(NULL, sizeof *piece + length);
    *piece = (struct piece){.due = now + round_trip / 2 + (early ? round_trip : 0), .kind = kind, .length = length};
    if (length) memcpy(piece->bytes, bytes, length);
    if (sender->last && sender->last->due > piece->due) piece->due = sender->last->due;
    if (sender->last) sender->last->next = piece; else sender->first = piece;
    sender->last = piece;
    sender->waiting += length;
    wake_at(piece->due, sender);
}

static void uncount(struct connection *connection) {
    struct route *route = connection->route;
    if (!connection->counted) return;
    connection->counted = false;
    route->open--;
    if (connection->began < route->last_wave_ended) return;
    route->waves++;                                       /* taking whatever ends first makes the longest chain */
    route->last_wave_ended = now;
}

static void accept_one(struct route *route) {
    int fd = accept4(route->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    struct connection *connection = allocate(NULL, sizeof *connection);
    *connection = (struct connection){.route = route, .began = now, .counted = true};
    for (int side = CLIENT; side <= SERVER; side++) connection->ends[side] = (struct end){.connection = connection, .fd = -1};
    route->connections++;
    if (++route->open > route->most_open) route->most_open = route->open;
    adopt(&connection->ends[CLIENT], fd);
    send_off(&connection->ends[CLIENT], OPEN, NULL, 0);
}

static void read_from(struct end *end, uint32_t events) {
    static char buffer[READ_SIZE];
    struct connection *connection = end->connection;
    enum kind over = DATA;
    do {
        ssize_t length = recv(end->fd, buffer, sizeof buffer, 0);
        if (length > 0) send_off(end, DATA, buffer, (size_t)length);
        else if (length == 0 && !end->finished) over = FIN;
        else if (length == 0 || errno != EAGAIN) over = RST;
        else break;
    } while (over == DATA && events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR));
    if (over != DATA) {
        send_off(end, over, NULL, 0);
        if (end == &connection->ends[CLIENT]) uncount(connection);
        end->finished = true;
        watch(end, over == RST ? EPOLL_CTL_DEL : EPOLL_CTL_MOD);
    } else if (end->waiting > WAITING_LIMIT) {
        end->paused = true;
        watch(end, EPOLL_CTL_MOD);
    }
}

static void close_both(struct connection *connection, bool by_reset) {
    struct linger at_once = {1, 0};
    for (int side = CLIENT; side <= SERVER; side++) {
        struct end *end = &connection->ends[side];
        if (end->fd < 0) continue;
        if (by_reset) setsockopt(end->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close(end->fd);
    }
    uncount(connection);
    connection->closed = true;
}

/* Do at the receiver what the sender did; false when its buffer is full. */
static bool deliver(struct piece *piece, struct end *sender, struct end *receiver) {
    struct connection *connection = sender->connection;
    if (receiver == &connection->ends[CLIENT]) connection->answered = true;
    switch (piece->kind) {
    case OPEN: {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd < 0) die("socket");
        connect(fd, (struct sockaddr *)&connection->route->target, sizeof connection->route->target);
        adopt(receiver, fd);
        return true;
    }
    case DATA:
        while (piece->sent < piece->length) {
            ssize_t sent = send(receiver->fd, piece->bytes + piece->sent, piece->length - piece->sent, MSG_NOSIGNAL);
            if (sent < 0) return errno != EAGAIN;         /* an end that is gone will be read as such */
            piece->sent += (size_t)sent;
        }
        return true;
    case FIN:
        shutdown(receiver->fd, SHUT_WR);
        sender->fin_delivered = true;
        if (receiver->fin_delivered) close_both(connection, false);
        return true;
    case RST:
        close_both(connection, true);
        return true;
    }
    return true;
}

static void deliver_due(struct end *sender) {
    struct connection *connection = sender->connection;
    struct end *receiver = &connection->ends[sender == &connection->ends[CLIENT] ? SERVER : CLIENT];
    while (!connection->closed && sender->first && sender->first->due <= now) {
        struct piece *piece = sender->first;
        if (!deliver(piece, sender, receiver)) {
            wake_at(now + MILLISECOND, sender);
            break;
        }
        sender->waiting -= piece->length;
        if (!(sender->first = piece->next)) sender->last = NULL;
        free(piece);
    }
    if (!connection->closed && sender->paused && sender->waiting < WAITING_LIMIT / 2) {
        sender->paused = false;
        watch(sender, EPOLL_CTL_MOD);
    }
    if (connection->closed && !connection->wakes) {
        for (int side = CLIENT; side <= SERVER; side++)
            for (struct piece *piece = connection->ends[side].first, *next; piece; piece = next) next = piece->next, free(piece);
        free(connection);
    }
}

static void read_routes(void) {
    char line[256], address[64], target[64];
    unsigned port, target_port;
    while (fgets(line, sizeof line, stdin) && sscanf(line, "%63s %u %63s %u", address, &port, target, &target_port) == 4) {
        routes = allocate(routes, (routes_used + 1) * sizeof *routes);
        struct route *route = &routes[routes_used++];
        *route = (struct route){.listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
        route->address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
        route->target = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)target_port)};
        int on = 1;
        setsockopt(route->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        if (!inet_pton(AF_INET, address, &route->address.sin_addr) || !inet_pton(AF_INET, target, &route->target.sin_addr) ||
            bind(route->listener, (struct sockaddr *)&route->address, sizeof route->address) ||
            listen(route->listener, SOMAXCONN))
            die(line);
    }
    for (size_t i = 0; i < routes_used; i++) {            /* only now, as the array has come to rest */
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &routes[i]};
        if (epoll_ctl(poller, EPOLL_CTL_ADD, routes[i].listener, &event)) die("epoll_ctl");
    }
    puts("ready");
    fflush(stdout);
}

static void report(void) {
    char address[INET_ADDRSTRLEN];
    for (struct route *route = routes; route < routes + routes_used; route++) {
        inet_ntop(AF_INET, &route->address.sin_addr, address, sizeof address);
        printf("%s %u %lu %lu %lu\n", address, ntohs(route->address.sin_port), route->connections, route->most_open,
               route->waves);
        route->connections = route->waves = 0;
        route->most_open = route->open;
    }
    puts("");
    fflush(stdout);
}

int main(int count, char **arguments) {
    if (count != 2) return fputs("usage: delay ROUND_TRIP_MS\n", stderr), 2;
    round_trip = (uint64_t)(atof(arguments[1]) * (double)MILLISECOND);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    prctl(PR_SET_TIMERSLACK, 1UL);
    setvbuf(stdin, NULL, _IONBF, 0);                      /* so that epoll sees all that has not been read */
    poller = epoll_create1(EPOLL_CLOEXEC);
    read_routes();
    struct epoll_event orders = {.events = EPOLLIN, .data.ptr = NULL};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, STDIN_FILENO, &orders)) die("epoll_ctl");

    static struct epoll_event events[BATCH];
    for (;;) {
        tell_time();
        uint64_t pause = wakes_used && wakes[0].due > now ? wakes[0].due - now : 0;
        struct timespec timeout = {(time_t)(pause / (1000 * MILLISECOND)), (long)(pause % (1000 * MILLISECOND))};
        int ready = epoll_pwait2(poller, events, BATCH, wakes_used ? &timeout : NULL, NULL);
        if (ready < 0 && errno != EINTR) die("epoll_pwait2");
        tell_time();
        /* Closing comes before accepting, or a client that closes and then connects would seem to have both open. */
        for (int i = 0; i < ready; i++) {
            void *subject = events[i].data.ptr;
            bool listener = subject >= (void *)routes && subject < (void *)(routes + routes_used);
            if (subject && !listener) read_from(subject, events[i].events);
        }
        for (int i = 0; i < ready; i++) {
            void *subject = events[i].data.ptr;
            char line[256];
            if (!subject && !fgets(line, sizeof line, stdin)) return 0;
            else if (!subject) report();
            else if (subject >= (void *)routes && subject < (void *)(routes + routes_used)) accept_one(subject);
        }
        while (wakes_used && wakes[0].due <= now) deliver_due(next_wake());
    }
}
