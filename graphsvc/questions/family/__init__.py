"""How people are related, worked out from what the asker may see (graphsvc/kinship), beside what was only stated.

read     family ties, layer by layer · whom the safety lines conceal · lives and sources of what is shown
decide   graphsvc/kinship: lines, relatives, issues, words                                   pure
"""
