"""A name that leads to this machine when it is used, and elsewhere when it was checked, is not connected to.

usage: check_rebinding.py BIN

The server runs with a stand-in for the resolver: the name leads to a public address the first time, and to this machine from then on.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading

from served import Served, check, wait_until
import requests

RESOLVER = r"""
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <fcntl.h>
#include <stdlib.h>

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = dlsym(RTLD_NEXT, "getaddrinfo");
    if (!node || strcmp(node, "rebind.example.com")) return real(node, service, hints, result);
    const char *address = access(getenv("RESOLVER_LOG"), F_OK) ? "93.184.215.14" : "127.0.0.1";
    int log = open(getenv("RESOLVER_LOG"), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dprintf(log, "%s\n", address);
    close(log);
    struct addrinfo numeric = {.ai_flags = AI_NUMERICHOST, .ai_socktype = hints ? hints->ai_socktype : 0};
    return real(address, service, &numeric, result);
}

// Nothing leaves this machine.
int connect(int descriptor, const struct sockaddr *address, socklen_t length) {
    int (*real)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "connect");
    const struct sockaddr_in *four = (const struct sockaddr_in *)address;
    if (address->sa_family == AF_INET && (ntohl(four->sin_addr.s_addr) >> 24) != 127) {
        errno = ENETUNREACH;
        return -1;
    }
    return real(descriptor, address, length);
}
"""


class Listener:
    """A port of this machine that counts who connects."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.connections = 0
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            connection, _ = self.socket.accept()
            self.connections += 1
            connection.close()


def main(programs):
    listener = Listener()
    with tempfile.TemporaryDirectory() as directory, Served(programs) as served:
        library, log = f"{directory}/resolver.so", f"{directory}/resolved"
        with open(f"{directory}/resolver.c", "w") as file:
            file.write(RESOLVER)
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, f"{directory}/resolver.c"], check=True)
        served.start(LD_PRELOAD=library, RESOLVER_LOG=log)
        with check("a webhook whose name changes between check and use is not sent"):
            body = {"input": {"name": "Ada"}, "webhook": f"https://rebind.example.com:{listener.port}/hook",
                    "webhook_events_filter": ["completed"]}
            made = requests.post(f"{served.base}/v1/models/demo/hello/predictions", json=body, timeout=60)
            assert made.status_code == 201, made.text
            run = made.json()["id"]

            def message():
                return json.loads(served.runner("webhooks", "list", "--json", "--run", run))

            first = wait_until(lambda: [entry for entry in message() if entry["attempts"] >= 1], "the first attempt")[0]
            # Another process looks the name up again; this one would remember it for a while.
            served.kill()
            served.start(LD_PRELOAD=library, RESOLVER_LOG=log)
            served.runner("webhooks", "retry", first["id"])
            wait_until(lambda: "127.0.0.1" in open(log).read(), "the second lookup")
            last = wait_until(lambda: [entry for entry in message() if entry["attempts"] >= 1], "the second attempt")[0]
            assert last["last_result"].endswith("leads to this machine; it must be publicly reachable"), last
            assert open(log).read().split()[:2] == ["93.184.215.14", "127.0.0.1"], open(log).read()
            assert last["status"] == "waiting" and listener.connections == 0, (last, listener.connections)
        # The listener does count.
        socket.create_connection(("127.0.0.1", listener.port)).close()
        wait_until(lambda: listener.connections == 1, "the connection", 5)


if __name__ == "__main__":
    main(sys.argv[1])
