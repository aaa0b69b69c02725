RUN apk add --no-cache {{packages}}
