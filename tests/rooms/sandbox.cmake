dc_test(sandbox ROOMS job sandbox engine base LIBS dc::seccomp)
dc_test(sandbox_share ROOMS sandbox)
dc_fuzz(channel ROOMS sandbox engine base)
dc_test(dates ROOMS job check base)
