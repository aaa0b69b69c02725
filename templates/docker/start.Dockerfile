{{home}}
USER {{user}}
EXPOSE {{ports}}
CMD {{command}}
