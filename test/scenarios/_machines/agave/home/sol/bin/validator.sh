#!/bin/bash
exec agave-validator \
    --identity /home/sol/validator-keypair.json \
    --vote-account /home/sol/vote-account-keypair.json \
    --ledger /mnt/ledger --accounts /mnt/accounts --limit-ledger-size
