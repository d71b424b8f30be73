std = "luajit"
max_line_length = 120
-- Options are set by assigning to fields of `vim`.
globals = { "vim" }
