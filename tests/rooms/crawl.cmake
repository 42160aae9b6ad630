dc_test(crawl ROOMS crawl source store job sandbox engine base)
dc_test(scan LABEL flow ROOMS crawl source store job sandbox engine base LIBS dc::seccomp)
