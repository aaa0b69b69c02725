FROM dependencies AS packages
RUN {{command}}

