# What the second engine of the tests has beside the first one's programs: a registry that both reach on loopback.

programs+=("registry $host_suite usr/bin/docker-registry docker-registry")
