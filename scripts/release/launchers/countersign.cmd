@echo off
rem Runs the command line with the Node that PATH names. Exit status 2 when there is none: the gate has decided nothing.
setlocal
rem Without this, Windows would start a node.exe of the current folder, which may be a checkout of someone else's code.
set "NoDefaultCurrentDirectoryInExePath=1"
node.exe "%~dp0dist\index.js" %*
if %ERRORLEVEL% equ 9009 (
  echo countersign: Node 20.18, 22.3 or newer is needed, and there is no node.exe in PATH 1>&2
  exit /b 2
)
exit /b %ERRORLEVEL%
