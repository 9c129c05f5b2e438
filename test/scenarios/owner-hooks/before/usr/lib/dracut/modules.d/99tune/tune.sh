#!/bin/sh
echo 1 > /proc/sys/vm/stat_interval
