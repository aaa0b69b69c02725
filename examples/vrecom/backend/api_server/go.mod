module example.com/vrecom/api_server

go 1.26
