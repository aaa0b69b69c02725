FROM application AS built
USER 0:0
RUN {{command}}
RUN rm -rf node_modules

