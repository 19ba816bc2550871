"""保管: the keys of a sealed ballot box, made and used on a machine without network.

Files in, files out: nothing here knows Django, a database or a socket. `python -m consult.voting.custody` is for people;
the server reads the same files with the same functions. What each file holds is written in docs/secrecy.md. The page
`frontend/custody.html` does the same for those who have a browser and no Python.
"""
