#!/bin/bash
echo 0 > /proc/sys/kernel/numa_balancing
sysctl -w vm.dirty_background_ratio=3
