RUN {{mount}}{{guard}}apk info --quiet --installed {{packages}} || apk add --no-cache {{packages}}
