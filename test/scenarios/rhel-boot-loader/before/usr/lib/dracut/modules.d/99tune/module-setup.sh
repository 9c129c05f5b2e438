#!/bin/bash
install() {
  inst_hook pre-pivot 50 "$moddir/tune.sh"
}
