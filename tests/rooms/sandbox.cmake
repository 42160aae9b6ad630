dc_test(sandbox ROOMS job sandbox engine base LIBS dc::seccomp)
dc_fuzz(channel ROOMS sandbox engine base)
