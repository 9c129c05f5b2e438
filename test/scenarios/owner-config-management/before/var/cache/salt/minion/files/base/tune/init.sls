vm.dirty_ratio:
  sysctl.present:
    - value: 31
