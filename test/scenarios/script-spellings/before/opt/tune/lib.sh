tune() { echo "$4" > "/proc/sys/$1/$2/$3"; }
