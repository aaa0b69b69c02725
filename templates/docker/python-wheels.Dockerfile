# Wheels for a build without a network: a build context of this name takes its place.
FROM scratch AS wheels

