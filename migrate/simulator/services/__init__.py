"""Services of which moto has nothing, too little, or something that AWS does not do."""
