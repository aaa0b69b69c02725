module linkshort

go 1.23
