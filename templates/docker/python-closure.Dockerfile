called=$(command -v python3)
program=$(readlink -f "$called")
library=$(python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
folders="$library $(ls -d /venv 2>/dev/null || true)"
take "$program" "$library"
cd "/closure$library" && rm -rf test idlelib tkinter turtledemo ensurepip site-packages config-*
mkdir -p "/closure${called%/*}"
[ -e "/closure$called" ] || ln -s "$program" "/closure$called"
ln -s python3 "/closure${called%/*}/python"
